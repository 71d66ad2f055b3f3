------------------------------ MODULE Isolation ------------------------------
(***************************************************************************)
(* Isolation of a channel: chapter 9, CHAN, and the routing of StateInfo   *)
(* in chapter 6.  Peers 1 to M are of organisations A and B, those of the  *)
(* channel.  The last peer, the spy, is of C: it is a member of the        *)
(* network like the others, knows the name of the channel, and speaks as   *)
(* it likes.                                                               *)
(*                                                                         *)
(* What is told are StateInfo messages: pushed, and in snapshots.  Every   *)
(* message of this module is one of the channel, so the spy may get none.  *)
(* All have external endpoints, and fewer live members than                *)
(* propagatePeerNum and pullPeerNum: whoever may be told is told.  A message *)
(* is lost, if there are Losses left.  Who joins late has not heard what   *)
(* the others have published before: it learns that by snapshots alone.    *)
(*                                                                         *)
(* Grain: a peer takes a message and sends what comes of it in one step.   *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS M,           \* peers of the channel's organisations
          Publishers,  \* how many of them publish: the first ones
          Askers,      \* how many ask for snapshots: the last ones
          Late,        \* how many join after the others have published: the last ones
          Timers,      \* how often timers of each of them fire
          Losses,      \* how many messages get lost
          Sayings      \* how much the spy says

VARIABLES version,     \* version[p]: what p would say of itself: 1, and 2 once it has left
          published,   \* whether it has said so
          stored,      \* stored[p][q]: version of q's StateInfo that p has; 0 if none
          way,         \* way[p][q]: messages on their way from p to q
          mayLeave,    \* whether peer 1 can still be told to leave
          timers, losses, sayings
vars == <<version, published, stored, way, mayLeave, timers, losses, sayings>>

Members == 1..M
Spy == M + 1
Peers == Members \cup {Spy}
Org(p) == CASE p = Spy -> "C" [] p = 2 -> "B" [] OTHER -> "A"
ChannelOrgs == {"A", "B"}

Info(author, v) == [type |-> "info", author |-> author, version |-> v]
Ask == [type |-> "ask"]
Snapshot(infos) == [type |-> "snapshot", infos |-> infos]
\* Of a spy: a request, a StateInfo of its own, one in the name of peer 1, and a block.
SpyTypes == {"ask", "own info", "forged info", "block"}

\* Who has published, and heard the others, before anybody joins late.
Early == IF Late = 0 THEN {} ELSE 1..(M - Late)

Init ==
  /\ version = [p \in Members |-> 1]
  /\ published = [p \in Members |-> p \in Early]
  /\ stored = [p \in Members |-> [q \in Members |-> IF {p, q} \subseteq Early THEN 1 ELSE 0]]
  /\ way = [p \in Peers |-> [q \in Peers |-> <<>>]]
  /\ mayLeave = TRUE
  /\ timers = [p \in Members |-> Timers]
  /\ losses = Losses /\ sayings = Sayings

-----------------------------------------------------------------------------
\* What p sends in a step: `messages[q]` to each q.
Sent(ways, p, messages) ==
  [ways EXCEPT ![p] = [q \in Peers |-> @[q] \o messages[q]]]
Nothing == [q \in Peers |-> <<>>]
ToEach(audience, message) == [q \in Peers |-> IF q \in audience THEN <<message>> ELSE <<>>]

\* state-info-routing: PUSH-D30, PUSH-D31, PUSH-D34.
MayReach(p, q) == q # p /\ Org(q) \in ChannelOrgs

Publish(p) ==                                   \* CHAN-R1, CHAN-36, CHAN-37
  /\ p <= Publishers
  /\ IF published[p]
       THEN UNCHANGED <<published, stored, way>>                          \* CHAN-R5
       ELSE /\ published' = [published EXCEPT ![p] = TRUE]
            /\ stored' = [stored EXCEPT ![p][p] = version[p]]
            /\ way' = Sent(way, p, ToEach({q \in Peers : MayReach(p, q)}, Info(p, version[p])))
RequestSnapshots(p) ==                          \* CHAN-50
  /\ p > M - Askers
  /\ way' = Sent(way, p, ToEach({q \in Peers : q # p /\ Org(q) \in ChannelOrgs}, Ask))
  /\ UNCHANGED <<published, stored>>

Timer(p) ==
  /\ timers[p] > 0
  /\ timers' = [timers EXCEPT ![p] = @ - 1]
  /\ Publish(p) \/ RequestSnapshots(p)
  /\ UNCHANGED <<version, mayLeave, losses, sayings>>

Leave ==                                        \* CHAN-26, CHAN-R4
  /\ mayLeave /\ mayLeave' = FALSE
  /\ version' = [version EXCEPT ![1] = 2]
  /\ published' = [published EXCEPT ![1] = FALSE]
  /\ UNCHANGED <<stored, way, timers, losses, sayings>>

-----------------------------------------------------------------------------
IsNews(p, author, v) == author # p /\ v > stored[p][author]               \* CHAN-D6, CHAN-D7

TakeInfo(p, q, info, ways) ==                   \* CHAN-D12, CHAN-41; PUSH-31: not back to its sender
  IF IsNews(p, info.author, info.version)
    THEN /\ stored' = [stored EXCEPT ![p][info.author] = info.version]
         /\ way' = Sent(ways, p, ToEach({r \in Peers : MayReach(p, r) /\ r # q}, info))
    ELSE way' = ways /\ UNCHANGED stored

TakeSnapshot(p, infos, ways) ==                 \* CHAN-54, CHAN-56: stored, not pushed on
  /\ stored' = [stored EXCEPT ![p] = [author \in Members |->
                  IF author \in DOMAIN infos /\ IsNews(p, author, infos[author])
                    THEN infos[author] ELSE @[author]]]
  /\ way' = ways

Answer(p, q, ways) ==                           \* CHAN-52, CHAN-53
  LET known == {author \in Members : stored[p][author] > 0}
  IN /\ way' = Sent(ways, p, ToEach({q}, Snapshot([author \in known |-> stored[p][author]])))
     /\ UNCHANGED stored

\* CHAN-30: a message of who is not of an organisation of the channel is ignored (CHAN-D23).
Receive(p, q) ==
  /\ p \in Members /\ way[q][p] # <<>>
  /\ LET message == Head(way[q][p])
         ways == [way EXCEPT ![q][p] = Tail(@)]
     IN IF Org(q) \notin ChannelOrgs THEN way' = ways /\ UNCHANGED stored
        ELSE CASE message.type = "info" -> TakeInfo(p, q, message, ways)
               [] message.type = "snapshot" -> TakeSnapshot(p, message.infos, ways)
               [] message.type = "ask" -> Answer(p, q, ways)
  /\ UNCHANGED <<version, published, mayLeave, timers, losses, sayings>>

Say ==
  /\ sayings > 0 /\ sayings' = sayings - 1
  /\ \E type \in SpyTypes, p \in Members :
       way' = [way EXCEPT ![Spy][p] = Append(@, [type |-> type])]
  /\ UNCHANGED <<version, published, stored, mayLeave, timers, losses>>

Lose(p, q) ==
  /\ losses > 0 /\ losses' = losses - 1
  /\ way[q][p] # <<>>
  /\ way' = [way EXCEPT ![q][p] = Tail(@)]
  /\ UNCHANGED <<version, published, stored, mayLeave, timers, sayings>>

Next ==
  \/ Leave
  \/ Say
  \/ \E p \in Members : Timer(p)
  \/ \E p, q \in Peers : Receive(p, q) \/ Lose(p, q)
Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
\* Never: what an outsider says changes anything, or is answered.
CHAN_I1 == [][\A p \in Members :
  way'[Spy][p] # way[Spy][p] /\ sayings' = sayings => UNCHANGED <<stored, version, published>>]_vars
\* Always: what is stored was said by its author, who is of an organisation of the channel.
CHAN_I3 == \A p, q \in Members : stored[p][q] <= version[q]
CHAN_I5 == [][\A p, q \in Members : stored'[p][q] >= stored[p][q]]_vars
\* Never: something of the channel goes to a peer whose organisation is not in it.
CHAN_I8 == \A p \in Members : way[p][Spy] = <<>>
=============================================================================
