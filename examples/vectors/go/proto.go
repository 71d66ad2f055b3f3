package main

import "errors"

// message holds the fields of a protobuf message by their number: a number as its value, all else as
// bytes, in the order in which they came.
type message map[uint64][]value

type value struct {
	number uint64
	bytes  []byte
}

var errMessage = errors.New("not a protobuf message")

func parse(data []byte) (message, error) {
	found := message{}
	for len(data) > 0 {
		key, rest, err := varint(data)
		if err != nil {
			return nil, err
		}
		number, rest, err := varint(rest)
		if err != nil {
			return nil, err
		}
		v := value{number: number}
		if key&7 == 2 {
			if number > uint64(len(rest)) {
				return nil, errMessage
			}
			v, rest = value{bytes: rest[:number]}, rest[number:]
		} else if key&7 != 0 {
			return nil, errMessage
		}
		found[key>>3] = append(found[key>>3], v)
		data = rest
	}
	return found, nil
}

func varint(data []byte) (number uint64, rest []byte, err error) {
	for i, b := range data {
		if i == 10 {
			break
		}
		number |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			return number, data[i+1:], nil
		}
	}
	return 0, nil, errMessage
}

// last is the field's value if there is one: of several the last counts.
func (m message) last(field uint64) value {
	if all := m[field]; len(all) > 0 {
		return all[len(all)-1]
	}
	return value{}
}

func (m message) bytes(field uint64) []byte { return m.last(field).bytes }

// inner is the message in a field, empty if there is none or it does not parse.
func (m message) inner(field uint64) message {
	found, err := parse(m.bytes(field))
	if err != nil {
		return message{}
	}
	return found
}
