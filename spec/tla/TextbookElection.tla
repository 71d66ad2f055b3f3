-------------------------- MODULE TextbookElection --------------------------
(***************************************************************************)
(* An election by terms and votes, as textbooks on consensus have it.  Not *)
(* a part of the protocol: it is here so that the same system can be       *)
(* counted by several checkers (17-checker, CHEK-10 and CHEK-11).          *)
(*                                                                         *)
(* A message is gone once it was read, whether or not anything comes of    *)
(* it; one that is sent again while it is under way is under way once.     *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS N,             \* peers
          Terms          \* terms that a peer begins or follows

VARIABLES role,          \* of each peer: "follower", "candidate" or "leader"
          term,          \* the term in which it is
          votes,         \* who has voted for it in this term
          way            \* messages under way
vars == <<role, term, votes, way>>

Peers == 1..N
Message == [to : Peers, type : {"asks", "votes", "leads"}, term : 1..Terms, from : Peers]

TypeOK ==
  /\ role \in [Peers -> {"follower", "candidate", "leader"}]
  /\ term \in [Peers -> 0..Terms]
  /\ votes \in [Peers -> SUBSET Peers]
  /\ way \subseteq Message

Init ==
  /\ role = [p \in Peers |-> "follower"]
  /\ term = [p \in Peers |-> 0]
  /\ votes = [p \in Peers |-> {}]
  /\ way = {}

To(q, type, t, p) == [to |-> q, type |-> type, term |-> t, from |-> p]
ToOthers(type, t, p) == {To(q, type, t, p) : q \in Peers \ {p}}

-----------------------------------------------------------------------------
Stand(p) ==                              \* its patience has ended
  /\ role[p] \in {"follower", "candidate"}
  /\ term[p] < Terms
  /\ role' = [role EXCEPT ![p] = "candidate"]
  /\ term' = [term EXCEPT ![p] = @ + 1]
  /\ votes' = [votes EXCEPT ![p] = {p}]
  /\ way' = way \cup ToOthers("asks", term[p] + 1, p)

Follow(p, message) ==                    \* a term that is newer than its own
  /\ message.type \in {"asks", "leads"}
  /\ message.term > term[p]
  /\ role' = [role EXCEPT ![p] = "follower"]
  /\ term' = [term EXCEPT ![p] = message.term]
  /\ votes' = [votes EXCEPT ![p] = {}]
  /\ way' = (way \ {message}) \cup
       (IF message.type = "asks" THEN {To(message.from, "votes", message.term, p)} ELSE {})

CountVote(p, message) ==
  LET all == votes[p] \cup {message.from}
      isMajority == 2 * Cardinality(all) > N
  IN /\ message.type = "votes"
     /\ role[p] = "candidate"
     /\ message.term = term[p]
     /\ votes' = [votes EXCEPT ![p] = all]
     /\ role' = [role EXCEPT ![p] = IF isMajority THEN "leader" ELSE @]
     /\ way' = (way \ {message}) \cup
          (IF isMajority THEN ToOthers("leads", term[p], p) ELSE {})
     /\ UNCHANGED term

IsOfUse(p, message) ==
  \/ message.type \in {"asks", "leads"} /\ message.term > term[p]
  \/ message.type = "votes" /\ role[p] = "candidate" /\ message.term = term[p]

Ignore(p, message) ==
  /\ ~ IsOfUse(p, message)
  /\ way' = way \ {message}
  /\ UNCHANGED <<role, term, votes>>

Next ==
  \/ \E p \in Peers : Stand(p)
  \/ \E message \in way :
       LET p == message.to
       IN Follow(p, message) \/ CountVote(p, message) \/ Ignore(p, message)

Spec == Init /\ [][Next]_vars

OneLeaderATerm == \A p, q \in Peers :
  role[p] = "leader" /\ role[q] = "leader" /\ term[p] = term[q] => p = q
=============================================================================
