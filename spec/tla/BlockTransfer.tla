---------------------------- MODULE BlockTransfer ----------------------------
(***************************************************************************)
(* The block buffer and state transfer: chapter 11, XFER, profiles of      *)
(* Fabric.  A peer that has only the genesis block, block 0, asks for      *)
(* blocks 1 to B.  Two channel peers claim to have them: the honest one    *)
(* answers from its ledger; the liar, if it says anything, says something  *)
(* of a fixed list.  Who is asked is drawn anew for each request.          *)
(*                                                                         *)
(* Time is left out: the timer of a state fires at any time, while there   *)
(* are Timers left; a message is lost, if there are Losses left.           *)
(*                                                                         *)
(* Grain: a peer that takes a message offers all its blocks, and asks      *)
(* again if it has to, in that step.  The ledger confirms one block in a   *)
(* step; the honest peer reads its ledger in a step of its own.            *)
(* A block that was not ordered is written as a negative number: it is     *)
(* never verified (XFER-1), so it has no way into a buffer.                *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS B, Timers, Losses,
          Lies,          \* how much the liar says
          Batch,         \* stateBatchSize
          Retries,       \* stateMaxRetries
          Room           \* blockBufferSize

VARIABLES height,        \* blocks that the ledger has confirmed: the next number
          handed,        \* block that was handed to it and is not confirmed; 0 if none is
          buffer,        \* verified blocks that wait
          window,        \* blocks that came by push (PUSH-23)
          phase,         \* state of the table "transfer"
          range,         \* while it asks: first and last block of the range, last of the gap, nonce, requests
          parked,        \* blocks of an answer that wait for room
          through,       \* last block of that answer
          nonces,        \* nonces drawn so far
          toHonest, fromHonest, toLiar, fromLiar,    \* messages under way
          queue,         \* requests that the honest peer serves, the first of them now
          heard,         \* requests that the liar knows
          timers, losses, lies
buf == <<height, handed, buffer, window>>
asking == <<phase, range, parked, through, nonces>>
ways == <<toHonest, fromHonest, toLiar, fromLiar>>
vars == <<buf, asking, ways, queue, heard, timers, losses, lies>>

None == [first |-> 0, last |-> 0, gap |-> 0, nonce |-> 0, sent |-> 0]
Request(r) == [nonce |-> r.nonce, first |-> r.first, last |-> r.last]
Response(nonce, blocks) == [type |-> "response", nonce |-> nonce, blocks |-> blocks]
Push(b) == [type |-> "block", nonce |-> 0, blocks |-> <<b>>]
Run(first, last) == [i \in 1..(last - first + 1) |-> first + i - 1]
Least(a, b) == IF a < b THEN a ELSE b

Init ==
  /\ height = 1 /\ handed = 0 /\ buffer = {} /\ window = {}
  /\ phase = "resting" /\ range = None /\ parked = <<>> /\ through = 0 /\ nonces = 0
  /\ toHonest = <<>> /\ fromHonest = <<>> /\ toLiar = <<>> /\ fromLiar = <<>>
  /\ queue = <<>> /\ heard = {}
  /\ timers = Timers /\ losses = Losses /\ lies = Lies

-----------------------------------------------------------------------------
(* The block buffer.  A state of it is a record, so that several blocks can be offered in one step. *)

Now == [height |-> height, handed |-> handed, buffer |-> buffer]
IsKnown(s, b) == b < s.height \/ b = s.handed \/ b \in s.buffer             \* XFER-D1, XFER-D2
NextOf(s) == IF s.handed # 0 THEN s.handed + 1 ELSE s.height

\* XFER-R1, XFER-R5, XFER-6, XFER-7: the next one is handed to the ledger if no commit is under way.
HandOn(s) == IF s.handed = 0 /\ s.height \in s.buffer
               THEN [s EXCEPT !.handed = s.height, !.buffer = @ \ {s.height}]
               ELSE s
Store(s, b) == HandOn([s EXCEPT !.buffer = @ \cup {b}])

\* What a peer offers that can wait: XFER-D6 to XFER-D8.
HasRoom(s, b) == \/ Cardinality(s.buffer) <= 2 * Room
                 \/ b = NextOf(s) /\ s.handed = 0

RECURSIVE Offer(_, _)
\* The state after blocks were offered in order, and the rest that has to wait.
Offer(s, blocks) ==
  IF blocks = <<>> THEN [state |-> s, rest |-> <<>>]
  ELSE LET b == Head(blocks)
       IN IF IsKnown(s, b) THEN Offer(s, Tail(blocks))
          ELSE IF HasRoom(s, b) THEN Offer(Store(s, b), Tail(blocks))
          ELSE [state |-> s, rest |-> blocks]

Becomes(s) == height' = s.height /\ handed' = s.handed /\ buffer' = s.buffer

-----------------------------------------------------------------------------
(* Asking. *)

\* XFER-32, XFER-41: to one of those that claim to have the whole range (XFER-D22); here both do.
SendTo(r) ==
  \/ toHonest' = Append(toHonest, Request(r)) /\ UNCHANGED toLiar
  \/ toLiar' = Append(toLiar, Request(r)) /\ UNCHANGED toHonest

Ask(r) == phase' = "requesting" /\ range' = r /\ SendTo(r)
AskFirst(first, gap) ==                      \* XFER-31: requestRange draws a nonce
  /\ nonces' = nonces + 1
  /\ Ask([first |-> first, last |-> Least(first + Batch, gap), gap |-> gap,
          nonce |-> nonces + 1, sent |-> 1])
Rest == /\ phase' = "resting" /\ range' = None
        /\ UNCHANGED <<toHonest, toLiar, nonces>>

\* A request that has failed is repeated, or the pass ends: XFER-R28, R29, R33, R34, XFER-35.
Fail == IF range.sent <= Retries
          THEN Ask([range EXCEPT !.sent = @ + 1]) /\ UNCHANGED nonces
          ELSE Rest
\* The blocks up to `last` have been taken: XFER-R30, R31, R36, R37, XFER-38.
Go(last) == IF last >= range.gap THEN Rest ELSE AskFirst(last + 1, range.gap)

Seek ==                                      \* XFER-R20, R22, R23, XFER-30
  /\ phase = "resting"
  /\ IF height <= B THEN AskFirst(height, B) ELSE Rest
Expire == phase = "requesting" /\ Fail       \* after stateResponseTimeout

Timer ==
  /\ timers > 0 /\ timers' = timers - 1
  /\ Seek \/ Expire
  /\ UNCHANGED <<buf, parked, through, fromHonest, fromLiar, queue, heard, losses, lies>>

\* How many blocks of an answer are good: verified, and each naming the one before it (XFER-37, XFER-42).
Good(blocks) == CHOOSE n \in 0..Len(blocks) :
  /\ \A i \in 1..n : blocks[i] > 0
  /\ n < Len(blocks) => blocks[n + 1] < 0
NumberOf(b) == IF b < 0 THEN -b ELSE b
IsInOrder(blocks) ==                         \* XFER-36
  \A i \in 1..Len(blocks) :
    NumberOf(blocks[i]) = range.first + i - 1 /\ NumberOf(blocks[i]) <= range.last

TakeResponse(message) ==
  LET blocks == message.blocks
      n == Good(blocks)
      offered == Offer(Now, SubSeq(blocks, 1, n))
      end == NumberOf(blocks[Len(blocks)])
  IN CASE phase # "requesting" -> UNCHANGED <<buf, asking, toHonest, toLiar>>          \* XFER-D30
       [] /\ phase = "requesting"
          /\ message.nonce # range.nonce \/ blocks = <<>> \/ ~ IsInOrder(blocks) ->    \* XFER-D33 to D35
            Fail /\ UNCHANGED <<buf, parked, through>>
       [] OTHER ->                                                                    \* XFER-D36
            /\ Becomes(offered.state) /\ UNCHANGED window
            /\ IF n < Len(blocks)
                 THEN Fail /\ UNCHANGED <<parked, through>>
               ELSE IF offered.rest = <<>>
                 THEN Go(end) /\ UNCHANGED <<parked, through>>
               ELSE IF offered.state.handed = 0
                 THEN Rest /\ UNCHANGED <<parked, through>>           \* XFER-R32, XFER-R38
               ELSE /\ phase' = "storing" /\ range' = [None EXCEPT !.gap = range.gap]
                    /\ parked' = offered.rest /\ through' = end       \* XFER-R32
                    /\ UNCHANGED <<nonces, toHonest, toLiar>>

-----------------------------------------------------------------------------
(* A pushed block: chapter 6 asks the window, then verifies it. *)

TakeBlock(b) ==
  LET isNew == b > 0 /\ b \notin window                        \* PUSH-D24, PUSH-D26, PUSH-D29
      isTaken == isNew /\ ~ IsKnown(Now, b) /\ b < height + Room     \* XFER-D3, XFER-D5
  IN /\ window' = IF isNew THEN window \cup {b} ELSE window
     /\ Becomes(IF isTaken THEN Store(Now, b) ELSE Now)
     /\ UNCHANGED <<asking, toHonest, toLiar>>

Receive ==
  \/ /\ fromHonest # <<>>
     /\ fromHonest' = Tail(fromHonest)
     /\ TakeResponse(Head(fromHonest))
     /\ UNCHANGED <<fromLiar, queue, heard, timers, losses, lies>>
  \/ /\ fromLiar # <<>>
     /\ fromLiar' = Tail(fromLiar)
     /\ LET message == Head(fromLiar)
        IN IF message.type = "block" THEN TakeBlock(message.blocks[1]) ELSE TakeResponse(message)
     /\ UNCHANGED <<fromHonest, queue, heard, timers, losses, lies>>

\* The ledger confirms the block (XFER-8); what has waited for room is offered again (XFER-39).
Commit ==
  LET confirmed == HandOn([height |-> handed + 1, handed |-> 0, buffer |-> buffer])
      offered == Offer(confirmed, parked)
  IN /\ handed # 0
     /\ Becomes(offered.state)
     /\ IF phase = "storing" /\ offered.rest = <<>>
          THEN parked' = <<>> /\ Go(through) /\ through' = 0               \* XFER-R36, XFER-R37
          ELSE /\ parked' = offered.rest
               /\ UNCHANGED <<phase, range, through, nonces, toHonest, toLiar>>
     /\ UNCHANGED <<window, fromHonest, fromLiar, queue, heard, timers, losses, lies>>

-----------------------------------------------------------------------------
(* The others. *)

Hear ==
  \/ /\ toHonest # <<>>                                        \* XFER-R40, XFER-R42, XFER-23
     /\ toHonest' = Tail(toHonest) /\ queue' = Append(queue, Head(toHonest))
     /\ UNCHANGED <<toLiar, heard>>
  \/ /\ toLiar # <<>>
     /\ toLiar' = Tail(toLiar) /\ heard' = heard \cup {Head(toLiar)}
     /\ UNCHANGED <<toHonest, queue>>

Serve ==                                                       \* XFER-24, XFER-R43, XFER-R44
  /\ queue # <<>>
  /\ queue' = Tail(queue)
  /\ LET r == Head(queue)
     IN fromHonest' = Append(fromHonest, Response(r.nonce, Run(r.first, Least(r.last, B))))
  /\ UNCHANGED <<buf, asking, toHonest, toLiar, fromLiar, heard, timers, losses, lies>>

Others ==
  \/ /\ Hear
     /\ UNCHANGED <<buf, asking, fromHonest, fromLiar, timers, losses, lies>>
  \/ Serve

\* To a request it answers with all blocks, a forged one, one good and one forged, the wrong one, none.
Answers(r) == {Run(r.first, r.last), <<-r.first>>, <<r.first, -(r.first + 1)>>, <<>>}
              \cup (IF r.first < B THEN {<<r.first + 1>>} ELSE {})
Lie ==
  /\ lies > 0 /\ lies' = lies - 1
  /\ \E message \in {Push(1), Push(2), Push(-1)} \cup
                    UNION {{Response(r.nonce, blocks) : blocks \in Answers(r)} : r \in heard} :
       fromLiar' = Append(fromLiar, message)
  /\ UNCHANGED <<buf, asking, toHonest, toLiar, fromHonest, queue, heard, timers, losses>>

Lose ==
  /\ losses > 0 /\ losses' = losses - 1
  /\ \/ toHonest # <<>> /\ toHonest' = Tail(toHonest) /\ UNCHANGED <<fromHonest, toLiar, fromLiar>>
     \/ fromHonest # <<>> /\ fromHonest' = Tail(fromHonest) /\ UNCHANGED <<toHonest, toLiar, fromLiar>>
     \/ toLiar # <<>> /\ toLiar' = Tail(toLiar) /\ UNCHANGED <<toHonest, fromHonest, fromLiar>>
     \/ fromLiar # <<>> /\ fromLiar' = Tail(fromLiar) /\ UNCHANGED <<toHonest, fromHonest, toLiar>>
  /\ UNCHANGED <<buf, asking, queue, heard, timers, lies>>

Next == Timer \/ Receive \/ Commit \/ Others \/ Lie \/ Lose
Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
\* The blocks handed to the ledger have rising numbers without gap.
XFER_I1 == handed \in {0, height}
XFER_I1_Step == [][height' \in {height, height + 1}]_vars
\* What is in a ledger, and on its way into it, was ordered: no peer can have another one.
XFER_I2 == /\ \A b \in buffer : b \in 1..B
           /\ handed \in 0..B /\ height <= B + 1
XFER_I3 == Cardinality(buffer) <= 3 * Room + 1
\* Nothing waits that was committed, and the next block does not wait while the ledger is idle.
Tidy == \A b \in buffer : b > height \/ (b = height /\ handed # 0)
=============================================================================
