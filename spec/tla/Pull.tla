-------------------------------- MODULE Pull --------------------------------
(***************************************************************************)
(* Pull of blocks: chapter 7, PULL, profiles of Fabric.  One peer lacks    *)
(* Blocks; R other peers of its organisation hold all of them.  It learns  *)
(* in rounds of four messages what they have, asks one owner of each block *)
(* that it wants, and takes what comes into its window and its ledger.     *)
(*                                                                         *)
(* Time is left out: each timer fires at any time, while its peer has      *)
(* Timers or Expiries left.  A message is late as long as it likes, or     *)
(* lost, if there are Losses left.  Links keep their order.                *)
(*                                                                         *)
(* Grain: a peer answers a message in the step in which it takes it.  The  *)
(* ledger confirms a block in a step of its own.                           *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS R,          \* responders
          B,          \* blocks: 1 to B
          Timers,     \* how often timers of the initiator fire
          Expiries,   \* how many nonces each responder drops
          Losses

VARIABLES rounds,     \* how many rounds have begun
          phase,      \* phase[k]: "digests", "updates" or "ended"; as long as rounds
          owners,     \* owners[k]: of each block, the responders that say in round k that they have it
          window,     \* blocks that the initiator has received
          held,       \* those of them that it advertises: got in time by a round of its own
          committed,  \* how many blocks its ledger has taken
          valid,      \* valid[r]: rounds whose nonce the responder takes
          out,        \* out[r]: messages on their way to responder r
          back,       \* back[r]: messages on their way from responder r
          timers, expiries, losses
own == <<rounds, phase, owners, window, held, committed>>
vars == <<own, valid, out, back, timers, expiries, losses>>

Responders == 1..R
Blocks == 1..B
Nobody == [b \in Blocks |-> {}]

\* The nonce of a message is the round in which it was drawn: no two are the same (PULL-2).
Hello(k) == [type |-> "hello", round |-> k, items |-> {}]
Digest(k) == [type |-> "digest", round |-> k, items |-> Blocks]
Request(k, items) == [type |-> "request", round |-> k, items |-> items]
Update(k, items) == [type |-> "update", round |-> k, items |-> items]
Message == [type : {"hello", "digest", "request", "update"},
            round : 1..Timers, items : SUBSET Blocks]

TypeOK ==
  /\ rounds \in 0..Timers
  /\ phase \in [1..rounds -> {"digests", "updates", "ended"}]
  /\ owners \in [1..rounds -> [Blocks -> SUBSET Responders]]
  /\ window \subseteq Blocks /\ held \subseteq Blocks /\ committed \in 0..B
  /\ valid \in [Responders -> SUBSET (1..rounds)]
  /\ out \in [Responders -> Seq(Message)] /\ back \in [Responders -> Seq(Message)]
  /\ timers \in 0..Timers /\ expiries \in [Responders -> 0..Expiries] /\ losses \in 0..Losses

Init ==
  /\ rounds = 0 /\ phase = <<>> /\ owners = <<>>
  /\ window = {} /\ held = {} /\ committed = 0
  /\ valid = [r \in Responders |-> {}]
  /\ out = [r \in Responders |-> <<>>]
  /\ back = [r \in Responders |-> <<>>]
  /\ timers = Timers /\ expiries = [r \in Responders |-> Expiries] /\ losses = Losses

-----------------------------------------------------------------------------
(* The initiator: state table pull-initiator. *)

BeginRound ==                                                  \* PULL-R1, PULL-1
  /\ rounds' = rounds + 1
  /\ phase' = Append(phase, "digests")
  /\ owners' = Append(owners, Nobody)
  /\ out' = [r \in Responders |-> Append(out[r], Hello(rounds'))]
  /\ UNCHANGED <<window, held, committed>>

\* Exactly one owner of each wanted block is asked; one request for each owner (PULL-7, PULL-19).
SendRequests(k) ==                                             \* PULL-R6
  LET wanted == {b \in Blocks : owners[k][b] # {}}
  IN /\ phase[k] = "digests"
     /\ phase' = [phase EXCEPT ![k] = "updates"]
     /\ owners' = [owners EXCEPT ![k] = Nobody]
     /\ \E choice \in [wanted -> Responders] :
          /\ \A b \in wanted : choice[b] \in owners[k][b]
          /\ out' = [r \in Responders |->
                       LET items == {b \in wanted : choice[b] = r}
                       IN IF items = {} THEN out[r] ELSE Append(out[r], Request(k, items))]
     /\ UNCHANGED <<rounds, window, held, committed>>

EndRound(k) ==                                                 \* PULL-R9, PULL-9
  /\ phase[k] = "updates"
  /\ phase' = [phase EXCEPT ![k] = "ended"]
  /\ UNCHANGED <<rounds, owners, window, held, committed, out>>

Timer ==
  /\ timers > 0
  /\ timers' = timers - 1
  /\ BeginRound \/ \E k \in 1..rounds : SendRequests(k) \/ EndRound(k)
  /\ UNCHANGED <<valid, back, expiries, losses>>

\* Wanted is what is neither in the ledger nor held: PULL-D4, PULL-D6, PULL-D7, PULL-D9; PULL-6.
TakeDigest(r, k) ==
  /\ owners' = IF phase[k] = "digests"
                 THEN [owners EXCEPT ![k] =
                        [b \in Blocks |-> IF b > committed /\ b \notin held
                                            THEN @[b] \cup {r} ELSE @[b]]]
                 ELSE owners
  /\ UNCHANGED <<rounds, phase, window, held, committed>>

\* Held is what comes in its round; used is all that the window takes: PULL-D10, PULL-D11, PULL-49.
TakeUpdate(k, items) ==
  /\ window' = window \cup items
  /\ held' = IF phase[k] = "updates" THEN held \cup (items \ window) ELSE held
  /\ UNCHANGED <<rounds, phase, owners, committed>>

Receive(r) ==
  /\ back[r] # <<>>
  /\ back' = [back EXCEPT ![r] = Tail(@)]
  /\ LET message == Head(back[r])
     IN IF message.type = "digest"
          THEN TakeDigest(r, message.round)
          ELSE TakeUpdate(message.round, message.items)
  /\ UNCHANGED <<valid, out, timers, expiries, losses>>

Commit ==                                                      \* XFER-6, XFER-8
  /\ committed + 1 \in window
  /\ committed' = committed + 1
  /\ UNCHANGED <<rounds, phase, owners, window, held, valid, out, back, timers, expiries, losses>>

-----------------------------------------------------------------------------
(* A responder: state table pull-responder. *)

Answer(r, messages) == back' = [back EXCEPT ![r] = @ \o messages]

Serve(r) ==
  /\ out[r] # <<>>
  /\ out' = [out EXCEPT ![r] = Tail(@)]
  /\ LET message == Head(out[r])
         k == message.round
     IN CASE message.type = "hello" ->                         \* PULL-R11, PULL-20
               /\ valid' = [valid EXCEPT ![r] = @ \cup {k}]
               /\ Answer(r, <<Digest(k)>>)
          [] message.type = "request" ->                       \* PULL-R12, PULL-R16, PULL-25
               /\ UNCHANGED valid
               /\ Answer(r, IF k \in valid[r] THEN <<Update(k, message.items)>> ELSE <<>>)
  /\ UNCHANGED <<own, timers, expiries, losses>>

Expire(r) ==                                                   \* PULL-R17, PULL-22
  /\ expiries[r] > 0
  /\ \E k \in valid[r] : valid' = [valid EXCEPT ![r] = @ \ {k}]
  /\ expiries' = [expiries EXCEPT ![r] = @ - 1]
  /\ UNCHANGED <<own, out, back, timers, losses>>

Lose(r) ==
  /\ losses > 0
  /\ losses' = losses - 1
  /\ \/ out[r] # <<>> /\ out' = [out EXCEPT ![r] = Tail(@)] /\ UNCHANGED back
     \/ back[r] # <<>> /\ back' = [back EXCEPT ![r] = Tail(@)] /\ UNCHANGED out
  /\ UNCHANGED <<own, valid, timers, expiries>>

-----------------------------------------------------------------------------
Next == Timer \/ Commit \/ \E r \in Responders : Receive(r) \/ Serve(r) \/ Expire(r) \/ Lose(r)

Spec == Init /\ [][Next]_vars

\* Here, of what PULL-I1 says: of a round that has ended no nonce is outstanding, and none is valid
\* that was not drawn.
PULL_I1 ==
  /\ \A k \in 1..rounds : phase[k] = "ended" => owners[k] = Nobody
  /\ \A r \in Responders : valid[r] \subseteq 1..rounds

\* A block is held only if it is in the window (PULL-43); the ledger has no gap (XFER-I1).
HeldIsReceived == held \subseteq window
NoGap == \A b \in 1..committed : b \in window

\* A block that is held is asked for no more: not in a round that begins to look for it afterwards.
NoVainWant == [][\A b \in Blocks : \A k \in 1..rounds :
  b \in held => owners'[k][b] \subseteq owners[k][b]]_vars
=============================================================================
