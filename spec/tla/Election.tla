------------------------------ MODULE Election ------------------------------
(***************************************************************************)
(* Election of the peer that fetches blocks: chapter 10, ELEC.  N peers of *)
(* one organisation, which are channel peers of one another and have taken *)
(* their first sample of the channel; none leaves, none loses its delivery *)
(* (ELEC-R18), so nobody resigns or yields.  The number of channel peers   *)
(* never changes: every later sample settles the view (ELEC-17).           *)
(*                                                                         *)
(* Time is left out: the timer of a peer's state fires at any time, as     *)
(* often as Timers says in all.  A message is late as long as it likes, or *)
(* lost, if there are Losses left: that is a partition.  One may arrive    *)
(* twice, if there are Duplicates left.                                    *)
(*                                                                         *)
(* Grain: a peer that takes a message or whose timer fires does all that   *)
(* the row of the state table says in that one step; what it sends is      *)
(* under way to every other peer at once.  Peers are numbers; the lower    *)
(* peer is the lower number.                                               *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS N, Timers, Losses, Duplicates

VARIABLES phase,        \* state of each peer in the table of 10.7
          declared,     \* whether it has heard a declaration since its window began
          outbid,       \* whether it has heard a lower peer's proposal since then
          fetching,     \* peers that fetch blocks from the ordering service
          count,        \* leadership messages that it has sent: the last seq_num
          stored,       \* stored[p][q]: seq_num of q's last message that p admitted, or 0
          way,          \* way[p][q]: messages on their way from p to q, the next one first
          timers,       \* how often its timers still fire
          losses,       \* how many messages still get lost
          duplicates    \* how many still arrive twice, one right after the other
own == <<phase, declared, outbid, fetching>>
vars == <<own, count, stored, way, timers, losses, duplicates>>

Peers == 1..N
Message == [seq : Nat, declares : BOOLEAN]

TypeOK ==
  /\ phase \in [Peers -> {"stabilising", "electing", "following", "leading"}]
  /\ declared \in [Peers -> BOOLEAN]
  /\ outbid \in [Peers -> BOOLEAN]
  /\ fetching \subseteq Peers
  /\ count \in [Peers -> Nat]
  /\ stored \in [Peers -> [Peers -> Nat]]
  /\ \A p, q \in Peers : way[p][q] \in Seq(Message)
  /\ timers \in [Peers -> 0..Timers]
  /\ losses \in 0..Losses
  /\ duplicates \in 0..Duplicates

Init ==
  /\ phase = [p \in Peers |-> "stabilising"]
  /\ declared = [p \in Peers |-> FALSE]
  /\ outbid = [p \in Peers |-> FALSE]
  /\ fetching = {}
  /\ count = [p \in Peers |-> 0]
  /\ stored = [p \in Peers |-> [q \in Peers |-> 0]]
  /\ way = [p \in Peers |-> [q \in Peers |-> <<>>]]
  /\ timers = [p \in Peers |-> Timers]
  /\ losses = Losses
  /\ duplicates = Duplicates

-----------------------------------------------------------------------------
(* What the actions of the table do. *)

To(p, next) == phase' = [phase EXCEPT ![p] = next]
Stay == UNCHANGED <<phase, fetching>>
ForgetHeard(p) ==
  /\ declared' = [declared EXCEPT ![p] = FALSE]
  /\ outbid' = [outbid EXCEPT ![p] = FALSE]
KeepHeard == UNCHANGED <<declared, outbid>>
StartFetching(p) == fetching' = fetching \cup {p}      \* reportLeading: ELEC-25
StopFetching(p) == fetching' = fetching \ {p}          \* reportCeased: ELEC-26

\* propose and declare: one sequence of numbers (ELEC-3), to all the others.
Say(p, ways, declares) ==
  /\ count' = [count EXCEPT ![p] = @ + 1]
  /\ LET message == [seq |-> count[p] + 1, declares |-> declares]
     IN way' = [ways EXCEPT ![p] =
                 [q \in Peers |-> IF q = p THEN <<>> ELSE Append(@[q], message)]]
Propose(p, ways) == Say(p, ways, FALSE)
Declare(p, ways) == Say(p, ways, TRUE)
SayNothing(ways) == way' = ways /\ UNCHANGED count

-----------------------------------------------------------------------------
(* Timers: one is armed in each state. *)

Sample(p) ==                                    \* ELEC-R8, with the answer in the same step
  /\ phase[p] = "stabilising"
  /\ IF declared[p]
       THEN To(p, "following") /\ ForgetHeard(p) /\ SayNothing(way)         \* ELEC-R1
       ELSE To(p, "electing") /\ KeepHeard /\ Propose(p, way)               \* ELEC-R2
  /\ UNCHANGED fetching

EndElection(p) ==                               \* after leaderElectionDuration
  /\ phase[p] = "electing"
  /\ IF outbid[p]
       THEN /\ To(p, "following") /\ ForgetHeard(p)                         \* ELEC-R13
            /\ SayNothing(way) /\ UNCHANGED fetching
       ELSE /\ To(p, "leading") /\ KeepHeard                                \* ELEC-R14
            /\ StartFetching(p) /\ Declare(p, way)

Repeat(p) ==                                    \* after declarationInterval: ELEC-R20
  /\ phase[p] = "leading"
  /\ Declare(p, way) /\ Stay /\ KeepHeard

EndWindow(p) ==                                 \* after leaderAliveThreshold
  /\ phase[p] = "following"
  /\ IF declared[p]
       THEN UNCHANGED phase /\ ForgetHeard(p) /\ SayNothing(way)            \* ELEC-R25
       ELSE To(p, "electing") /\ KeepHeard /\ Propose(p, way)               \* ELEC-R26
  /\ UNCHANGED fetching

Timer(p) ==
  /\ timers[p] > 0
  /\ Sample(p) \/ EndElection(p) \/ Repeat(p) \/ EndWindow(p)
  /\ timers' = [timers EXCEPT ![p] = @ - 1]
  /\ UNCHANGED <<stored, losses, duplicates>>

-----------------------------------------------------------------------------
(* Messages. *)

Taken(q, p) == [way EXCEPT ![q][p] = Tail(@)]

HearProposal(p, q, ways) ==
  /\ IF q < p /\ phase[p] # "leading"                     \* ELEC-R4, R9, R21: from a lower peer
       THEN outbid' = [outbid EXCEPT ![p] = TRUE]
       ELSE UNCHANGED outbid                              \* ELEC-R5, R10, R17, R22
  /\ Stay /\ UNCHANGED declared /\ SayNothing(ways)

HearDeclaration(p, q, ways) ==
  CASE phase[p] \in {"stabilising", "following"} ->       \* ELEC-R6, R23
         /\ declared' = [declared EXCEPT ![p] = TRUE]
         /\ Stay /\ UNCHANGED outbid /\ SayNothing(ways)
    [] phase[p] = "electing" ->                           \* ELEC-R11
         /\ To(p, "following") /\ ForgetHeard(p)
         /\ UNCHANGED fetching /\ SayNothing(ways)
    [] phase[p] = "leading" /\ q < p ->                   \* ELEC-R15, ELEC-21
         /\ To(p, "following") /\ ForgetHeard(p)
         /\ StopFetching(p) /\ SayNothing(ways)
    [] phase[p] = "leading" /\ q > p ->                   \* ELEC-R16, ELEC-20
         /\ Stay /\ KeepHeard /\ Declare(p, ways)

Take(p, q, ways) ==
  LET message == Head(way[q][p])
  IN IF message.seq > stored[p][q]
       THEN /\ stored' = [stored EXCEPT ![p][q] = message.seq]              \* ELEC-D5, ELEC-7
            /\ IF message.declares
                 THEN HearDeclaration(p, q, ways)
                 ELSE HearProposal(p, q, ways)
       ELSE SayNothing(ways) /\ UNCHANGED <<own, stored>>                  \* ELEC-D3

Receive(p, q) ==
  /\ way[q][p] # <<>>
  /\ Take(p, q, Taken(q, p))
  /\ UNCHANGED <<timers, losses, duplicates>>

ReceiveAndAgain(p, q) ==
  /\ duplicates > 0
  /\ way[q][p] # <<>>
  /\ Take(p, q, way)
  /\ duplicates' = duplicates - 1
  /\ UNCHANGED <<timers, losses>>

Lose(p, q) ==
  /\ losses > 0
  /\ way[q][p] # <<>>
  /\ way' = Taken(q, p)
  /\ losses' = losses - 1
  /\ UNCHANGED <<own, count, stored, timers, duplicates>>

-----------------------------------------------------------------------------
Next ==
  \/ \E p \in Peers : Timer(p)
  \/ \E p, q \in Peers : Receive(p, q) \/ ReceiveAndAgain(p, q) \/ Lose(p, q)

Spec == Init /\ [][Next]_vars

IsQuiet == \A p, q \in Peers : way[p][q] = <<>>

\* Never: a peer that does not lead fetches blocks.
ELEC_I2 == \A p \in fetching : phase[p] = "leading"

\* What it comes to when everything has arrived: no two lead.
ELEC_I3 == IsQuiet /\ Losses = 0 => \A p, q \in Peers :
             phase[p] = "leading" /\ phase[q] = "leading" => p = q

\* A message of q reaches p in this step: nothing is lost in it.
Reaches(q, p) == /\ way[q][p] # <<>>
                 /\ way'[q][p] = Tail(way[q][p])
                 /\ losses' = losses

\* Of each step: a leader that the declaration of a lower one reaches ceases in that step.
ELEC_I3_Step == [][\A p, q \in Peers :
  /\ phase[p] = "leading" /\ q < p
  /\ Reaches(q, p) /\ Head(way[q][p]).declares /\ Head(way[q][p]).seq > stored[p][q]
  => phase'[p] = "following"]_vars

\* Of each step: a message that comes again changes nothing of who leads, nor what was heard.
ELEC_I5 == [][\A p, q \in Peers :
  Reaches(q, p) /\ Head(way[q][p]).seq <= stored[p][q] => UNCHANGED own]_vars
=============================================================================
