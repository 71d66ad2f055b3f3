----------------------------- MODULE Membership -----------------------------
(***************************************************************************)
(* Membership: chapter 5, MEMB, and the routing of alive messages within   *)
(* an organisation (chapter 6).  Peers 1 to N know one another; peer N + 1 *)
(* is a forger who has an identity of its own: it repeats what it has      *)
(* heard, in every form in which an alive message travels, and makes up    *)
(* alive messages of others, which it cannot sign.                         *)
(*                                                                         *)
(* A timestamp is a number.  A peer that returns goes on with the next     *)
(* multiple of Life, as inc_num weighs more than seq_num (MEMB-11).        *)
(*                                                                         *)
(* Time is left out: a heartbeat comes at any time, a member is silent for *)
(* too long, or its record expires, at any time, as often as the constants *)
(* say.  Links are left out as well: what is sent arrives, in order, also  *)
(* after the receiver was taken for dead, but not after it has crashed.    *)
(* Whole peers release the link to a dead member; so the comparison with   *)
(* them has Deaths = 0 and Returns = 0, and TLC alone judges the rest.     *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS N,
          Beats,        \* heartbeats of each peer
          Deaths,       \* members that one of the others takes for dead, for silence
          Expiries,     \* entries of an alive message store that expire
          Returns,      \* crashes, each with a return at once
          Sayings       \* how much the forger says

VARIABLES clock,        \* timestamp of the last alive message that a peer made
          status,       \* status[p][q]: what q is to p: "alive", "dead" or "unknown"
          known,        \* known[p][q]: newest timestamp that p's membership has of q
          stored,       \* stored[p][q]: timestamp in p's alive message store
          way,          \* way[p][q]: messages on their way from p to q
          heard,        \* alive messages that the forger has
          beats, deaths, expiries, returns, sayings
view == <<status, known, stored>>
budgets == <<deaths, expiries, returns, sayings>>
vars == <<clock, view, way, heard, beats, budgets>>

Honest == 1..N
Forger == N + 1
Peers == Honest \cup {Forger}
Life == 100

Alive(q, t) == [author |-> q, time |-> t]
In(form, alive) == [form |-> form, author |-> alive.author, time |-> alive.time]
Forged(q) == [form |-> "forged", author |-> q, time |-> 0]

Init ==
  /\ clock = [p \in Honest |-> 0]
  /\ status = [p \in Honest |-> [q \in Honest |-> IF p = q THEN "unknown" ELSE "alive"]]
  /\ known = [p \in Honest |-> [q \in Honest |-> 0]]
  /\ stored = [p \in Honest |-> [q \in Honest |-> 0]]
  /\ way = [p \in Peers |-> [q \in Peers |-> <<>>]]
  /\ heard = {}
  /\ beats = [p \in Honest |-> Beats]
  /\ deaths = Deaths /\ expiries = Expiries /\ returns = Returns /\ sayings = Sayings

-----------------------------------------------------------------------------
\* PUSH-D3: to every live member but the sender; the forger is a member like the others.
Audience(p, statusNow, sender) ==
  {q \in Peers \ {p, sender} : IF q = Forger THEN TRUE ELSE statusNow[p][q] = "alive"}
Pushed(ways, p, audience, alive) ==
  [ways EXCEPT ![p] = [q \in Peers |->
     IF q \in audience THEN Append(@[q], In("push", alive)) ELSE @[q]]]

Beat(p) ==                                      \* MEMB-5, MEMB-R17
  /\ beats[p] > 0 /\ beats' = [beats EXCEPT ![p] = @ - 1]
  /\ clock' = [clock EXCEPT ![p] = @ + 1]
  /\ way' = Pushed(way, p, Audience(p, status, p), Alive(p, clock'[p]))
  /\ UNCHANGED <<view, heard, budgets>>

-----------------------------------------------------------------------------
(* What a message changes. *)

\* member-update (MEMB-12): learn, refresh, resurrect, or nothing; MEMB-D14 to MEMB-D18, MEMB-D50.
Update(p, q, t) ==
  IF q # p /\ (status[p][q] = "unknown" \/ t > known[p][q])
    THEN /\ status' = [status EXCEPT ![p][q] = "alive"]
         /\ known' = [known EXCEPT ![p][q] = t]
    ELSE UNCHANGED <<status, known>>

\* alive-push (MEMB-9): MEMB-D10, D11, D12, D13; stored, applied, forwarded in this order.
TakePush(p, from, m, ways) ==
  IF m.form = "forged" \/ m.time <= stored[p][m.author] \/ m.author = p
    THEN UNCHANGED view /\ way' = ways
    ELSE /\ stored' = [stored EXCEPT ![p][m.author] = m.time]
         /\ Update(p, m.author, m.time)
         /\ way' = Pushed(ways, p, Audience(p, status', from), Alive(m.author, m.time))

\* response-alive (MEMB-36): MEMB-D33, D34, D36.  Neither stored nor forwarded (MEMB-46).
TakeAlive(p, m) ==
  IF m.author = p \/ m.time <= stored[p][m.author]
    THEN UNCHANGED view
    ELSE Update(p, m.author, m.time) /\ UNCHANGED stored

\* response-dead (MEMB-37): MEMB-D39, D40, D43.
TakeDead(p, m) ==
  IF m.author = p \/ status[p][m.author] # "unknown" \/ m.time <= stored[p][m.author]
    THEN UNCHANGED view
    ELSE /\ status' = [status EXCEPT ![p][m.author] = "dead"]
         /\ known' = [known EXCEPT ![p][m.author] = m.time]
         /\ UNCHANGED stored

Receive(p, q) ==
  /\ way[q][p] # <<>>
  /\ LET m == Head(way[q][p])
         ways == [way EXCEPT ![q][p] = Tail(@)]
     IN CASE p = Forger ->
               /\ heard' = heard \cup {Alive(m.author, m.time)}
               /\ way' = ways /\ UNCHANGED view
          [] p # Forger /\ m.form \in {"push", "forged"} ->
               TakePush(p, q, m, ways) /\ UNCHANGED heard
          [] p # Forger /\ m.form \in {"alive", "dead", "self"} ->
               /\ CASE m.form = "alive" -> TakeAlive(p, m)
                    [] m.form = "dead" -> TakeDead(p, m)
                    [] m.form = "self" -> UNCHANGED view      \* not of its sender: MEMB-D20
               /\ way' = ways /\ UNCHANGED heard
  /\ UNCHANGED <<clock, beats, budgets>>

\* It repeats what it has heard: pushed, in a response as alive or as dead, or as about itself.
Say ==
  /\ sayings > 0 /\ sayings' = sayings - 1
  /\ \E p \in Honest :
       \E m \in {In(form, alive) : form \in {"push", "alive", "dead", "self"}, alive \in heard}
                \cup {Forged(q) : q \in Honest} :
         way' = [way EXCEPT ![Forger][p] = Append(@, m)]
  /\ UNCHANGED <<clock, view, heard, beats, deaths, expiries, returns>>

-----------------------------------------------------------------------------
(* Silence, oblivion, crashes. *)

Die(p, q) ==                                    \* MEMB-19, MEMB-20, MEMB-R5
  /\ deaths > 0 /\ deaths' = deaths - 1
  /\ status[p][q] = "alive"
  /\ status' = [status EXCEPT ![p][q] = "dead"]
  /\ UNCHANGED <<clock, known, stored, way, heard, beats, expiries, returns, sayings>>

Expire(p, q) ==                                 \* MEMB-22 to MEMB-24, MEMB-R8, MEMB-R13
  /\ expiries > 0 /\ expiries' = expiries - 1
  /\ status[p][q] # "unknown"
  /\ status' = [status EXCEPT ![p][q] = "unknown"]
  /\ known' = [known EXCEPT ![p][q] = 0]
  /\ UNCHANGED <<clock, stored, way, heard, beats, deaths, returns, sayings>>

Return(p) ==                                    \* MEMB-2: a later instant of its start
  /\ returns > 0 /\ returns' = returns - 1
  /\ clock' = [clock EXCEPT ![p] = (@ \div Life + 1) * Life]
  /\ status' = [status EXCEPT ![p] = [q \in Honest |-> "unknown"]]
  /\ known' = [known EXCEPT ![p] = [q \in Honest |-> 0]]
  /\ stored' = [stored EXCEPT ![p] = [q \in Honest |-> 0]]
  /\ way' = [q \in Peers |-> [r \in Peers |-> IF p \in {q, r} THEN <<>> ELSE way[q][r]]]
  /\ UNCHANGED <<heard, beats, deaths, expiries, sayings>>

Next ==
  \/ Say
  \/ \E p \in Honest : Beat(p) \/ Return(p)
  \/ \E p, q \in Honest : Die(p, q) \/ Expire(p, q)
  \/ \E p, q \in Peers : Receive(p, q)
Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
\* Never: a peer is a member of its own membership.
MEMB_I1 == \A p \in Honest : status[p][p] = "unknown"
\* Never older, as long as the member is known.
MEMB_I2 == [][\A p, q \in Honest :
  status[p][q] # "unknown" /\ status'[p][q] # "unknown" => known'[p][q] >= known[p][q]]_vars
\* What is known of a member, the member has said: nobody else can sign it.
MEMB_I3 == \A p, q \in Honest : known[p][q] <= clock[q] /\ stored[p][q] <= clock[q]
\* The dead come alive by an alive message alone that is newer than what was known.
MEMB_I7 == [][\A p, q \in Honest :
  status[p][q] = "dead" /\ status'[p][q] = "alive" => known'[p][q] > known[p][q]]_vars
=============================================================================
