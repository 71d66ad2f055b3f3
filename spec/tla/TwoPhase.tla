------------------------------ MODULE TwoPhase ------------------------------
(***************************************************************************)
(* Two-phase commit: a coordinator asks resource managers whether they can *)
(* commit, and tells all of them the outcome.  Not a part of the protocol: *)
(* it is here because other checkers publish its number of states, so that *)
(* three of them can be compared (17-checker, CHEK-10 and CHEK-11).        *)
(*                                                                         *)
(* A message stays where it is once sent, and may be read again.           *)
(***************************************************************************)
EXTENDS Naturals

CONSTANT N               \* resource managers

VARIABLES manager,       \* of each manager: "working", "prepared", "committed" or "aborted"
          coordinator,   \* "waiting", "committed" or "aborted"
          heard,         \* managers of which the coordinator knows that they are prepared
          sent           \* messages
vars == <<manager, coordinator, heard, sent>>

Managers == 1..N
Prepared(m) == [type |-> "prepared", from |-> m]
Commit == [type |-> "commit"]
Abort == [type |-> "abort"]

TypeOK ==
  /\ manager \in [Managers -> {"working", "prepared", "committed", "aborted"}]
  /\ coordinator \in {"waiting", "committed", "aborted"}
  /\ heard \subseteq Managers
  /\ sent \subseteq {Prepared(m) : m \in Managers} \cup {Commit, Abort}

Init ==
  /\ manager = [m \in Managers |-> "working"]
  /\ coordinator = "waiting"
  /\ heard = {}
  /\ sent = {}

-----------------------------------------------------------------------------
(* The coordinator. *)

HearPrepared(m) ==
  /\ coordinator = "waiting"
  /\ Prepared(m) \in sent
  /\ heard' = heard \cup {m}
  /\ UNCHANGED <<manager, coordinator, sent>>

DecideCommit ==
  /\ coordinator = "waiting"
  /\ heard = Managers
  /\ coordinator' = "committed"
  /\ sent' = sent \cup {Commit}
  /\ UNCHANGED <<manager, heard>>

DecideAbort ==
  /\ coordinator = "waiting"
  /\ coordinator' = "aborted"
  /\ sent' = sent \cup {Abort}
  /\ UNCHANGED <<manager, heard>>

-----------------------------------------------------------------------------
(* A manager. *)

Prepare(m) ==
  /\ manager[m] = "working"
  /\ manager' = [manager EXCEPT ![m] = "prepared"]
  /\ sent' = sent \cup {Prepared(m)}
  /\ UNCHANGED <<coordinator, heard>>

GiveUp(m) ==
  /\ manager[m] = "working"
  /\ manager' = [manager EXCEPT ![m] = "aborted"]
  /\ UNCHANGED <<coordinator, heard, sent>>

HearCommit(m) ==
  /\ Commit \in sent
  /\ manager' = [manager EXCEPT ![m] = "committed"]
  /\ UNCHANGED <<coordinator, heard, sent>>

HearAbort(m) ==
  /\ Abort \in sent
  /\ manager' = [manager EXCEPT ![m] = "aborted"]
  /\ UNCHANGED <<coordinator, heard, sent>>

-----------------------------------------------------------------------------
Next ==
  \/ DecideCommit
  \/ DecideAbort
  \/ \E m \in Managers :
       HearPrepared(m) \/ Prepare(m) \/ GiveUp(m) \/ HearCommit(m) \/ HearAbort(m)

Spec == Init /\ [][Next]_vars

Consistent ==
  \A a, b \in Managers : ~ (manager[a] = "committed" /\ manager[b] = "aborted")
=============================================================================
