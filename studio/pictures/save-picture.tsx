/** Saves a picture as SVG and as PNG; both are made of the same SVG. */
import { saveBlob, saveText } from '../page/save.js';

/** Pixels of the PNG to one of the picture. */
const PNG_SCALE = 2;

export interface SavePictureProps {
  /** Of the file, without ending. */
  readonly name: string;
  /** For who does not see the picture. */
  readonly of: string;
  /** Undefined while there is nothing to save. */
  readonly svg: () => string | undefined | Promise<string | undefined>;
}

export function SavePicture({ name, of, svg }: SavePictureProps) {
  const save = async (as: 'svg' | 'png') => {
    const text = await svg();
    if (text === undefined) return;
    if (as === 'svg') saveText(`${name}.svg`, text, 'image/svg+xml');
    else saveBlob(`${name}.png`, await pngOf(text));
  };
  return (
    <span class="save-picture">
      {(['svg', 'png'] as const).map((as) => (
        <button
          type="button"
          key={as}
          aria-label={`Save ${of} as ${as.toUpperCase()}`}
          onClick={() => void save(as)}
        >
          {as.toUpperCase()}
        </button>
      ))}
    </span>
  );
}

/** @throws Error if the browser cannot draw it. */
export async function pngOf(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * PNG_SCALE;
    canvas.height = image.naturalHeight * PNG_SCALE;
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    if (blob === null) throw new Error('the picture is too large for a PNG');
    return blob;
  } finally {
    URL.revokeObjectURL(address);
  }
}
