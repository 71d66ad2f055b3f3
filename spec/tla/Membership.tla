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
(* say.  Of links there is what a crash does to them: who dialled learns   *)
(* of it when it sends (LINK-R27, LINK-18), who accepted dials anew, and   *)
(* both take the member for dead then.  Else what is sent arrives, in      *)
(* order, also after the receiver was taken for dead for its silence.      *)
(* Whole peers release the link to a dead member, and one who returns is   *)
(* dialled; so the comparison with them has Deaths = 0 and Returns = 0,    *)
(* and TLC alone judges the rest.                                          *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS N,
          Beats,        \* heartbeats of each peer that speaks
          Speakers,     \* how many do: the last ones
          Deaths,       \* members that one of the others takes for dead, for silence
          Expiries,     \* entries of an alive message store that expire
          Crashes,      \* peers that end, for good
          Returns,      \* crashes, each with a return at once
          Sayings       \* how much the forger says

VARIABLES clock,        \* timestamp of the last alive message that a peer made
          status,       \* status[p][q]: what q is to p: "alive", "dead" or "unknown"
          known,        \* known[p][q]: newest timestamp that p's membership has of q
          stored,       \* stored[p][q]: timestamp in p's alive message store
          way,          \* way[p][q]: messages on their way from p to q
          up,           \* who runs
          link,         \* link[p][q]: "up", "severed", "dialling" or "none"
          heard,        \* alive messages that the forger has
          beats, deaths, expiries, crashes, returns, sayings
view == <<status, known, stored>>
budgets == <<deaths, expiries, crashes, returns, sayings>>
vars == <<clock, view, way, up, link, heard, beats, budgets>>

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
  /\ up = [p \in Honest |-> TRUE]
  /\ link = [p \in Honest |-> [q \in Honest |-> IF p = q THEN "none" ELSE "up"]]
  /\ heard = {}
  /\ beats = [p \in Honest |-> IF p > N - Speakers THEN Beats ELSE 0]
  /\ deaths = Deaths /\ expiries = Expiries /\ crashes = Crashes
  /\ returns = Returns /\ sayings = Sayings

-----------------------------------------------------------------------------
\* PUSH-D3: to every live member but the sender; the forger is a member like the others.
Audience(p, statusNow, sender) ==
  {q \in Peers \ {p, sender} : IF q = Forger THEN TRUE ELSE statusNow[p][q] = "alive"}
Reaches(p, q) == q = Forger \/ (up[q] /\ link[p][q] = "up")
Pushed(ways, p, audience, alive) ==
  [ways EXCEPT ![p] = [q \in Peers |->
     IF q \in audience /\ Reaches(p, q) THEN Append(@[q], In("push", alive)) ELSE @[q]]]
\* What sending does to links that lead nowhere, and to what their members are taken for: MEMB-R6.
LinkAfter(p, audience) ==
  [link EXCEPT ![p] = [q \in Honest |->
     CASE q \in audience /\ @[q] = "severed" -> "none"
       [] q \in audience /\ @[q] = "none" -> "dialling"
       [] OTHER -> @[q]]]
StatusAfter(p, audience, statusNow) ==
  [statusNow EXCEPT ![p] = [q \in Honest |->
     IF q \in audience /\ link[p][q] = "severed" THEN "dead" ELSE @[q]]]

Beat(p) ==                                      \* MEMB-5, MEMB-R17
  /\ up[p] /\ beats[p] > 0 /\ beats' = [beats EXCEPT ![p] = @ - 1]
  /\ clock' = [clock EXCEPT ![p] = @ + 1]
  /\ LET audience == Audience(p, status, p)
     IN /\ way' = Pushed(way, p, audience, Alive(p, clock'[p]))
        /\ link' = LinkAfter(p, audience)
        /\ status' = StatusAfter(p, audience, status)
  /\ UNCHANGED <<known, stored, up, heard, budgets>>

-----------------------------------------------------------------------------
(* What a message changes. *)

\* member-update (MEMB-12): learn, refresh, resurrect, or nothing; MEMB-D14 to MEMB-D18, MEMB-D50.
IsNews(p, q, t) == q # p /\ (status[p][q] = "unknown" \/ t > known[p][q])
Update(p, q, t) ==
  IF IsNews(p, q, t)
    THEN /\ status' = [status EXCEPT ![p][q] = "alive"]
         /\ known' = [known EXCEPT ![p][q] = t]
    ELSE UNCHANGED <<status, known>>

\* alive-push (MEMB-9): MEMB-D10, D11, D12, D13; stored, applied, forwarded in this order.
TakePush(p, from, m, ways) ==
  IF m.form = "forged" \/ m.time <= stored[p][m.author] \/ m.author = p
    THEN UNCHANGED <<view, link>> /\ way' = ways
    ELSE LET isNews == IsNews(p, m.author, m.time)
             now == IF isNews THEN [status EXCEPT ![p][m.author] = "alive"] ELSE status
             audience == Audience(p, now, from)
         IN /\ stored' = [stored EXCEPT ![p][m.author] = m.time]
            /\ known' = IF isNews THEN [known EXCEPT ![p][m.author] = m.time] ELSE known
            /\ status' = StatusAfter(p, audience, now)
            /\ link' = LinkAfter(p, audience)
            /\ way' = Pushed(ways, p, audience, Alive(m.author, m.time))

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
  /\ p \in Honest => up[p]
  /\ way[q][p] # <<>>
  /\ LET m == Head(way[q][p])
         ways == [way EXCEPT ![q][p] = Tail(@)]
     IN CASE p = Forger ->
               /\ heard' = heard \cup {Alive(m.author, m.time)}
               /\ way' = ways /\ UNCHANGED <<view, link>>
          [] p # Forger /\ m.form \in {"push", "forged"} ->
               TakePush(p, q, m, ways) /\ UNCHANGED heard
          [] p # Forger /\ m.form \in {"alive", "dead", "self"} ->
               /\ CASE m.form = "alive" -> TakeAlive(p, m)
                    [] m.form = "dead" -> TakeDead(p, m)
                    [] m.form = "self" -> UNCHANGED view      \* not of its sender: MEMB-D20
               /\ way' = ways /\ UNCHANGED <<link, heard>>
  /\ UNCHANGED <<clock, up, beats, budgets>>

\* It repeats what it has heard: pushed, in a response as alive or as dead, or as about itself.
Say ==
  /\ sayings > 0 /\ sayings' = sayings - 1
  /\ \E p \in Honest :
       \E m \in {In(form, alive) : form \in {"push", "alive", "dead", "self"}, alive \in heard}
                \cup {Forged(q) : q \in Honest} :
         way' = IF up[p] THEN [way EXCEPT ![Forger][p] = Append(@, m)] ELSE way
  /\ UNCHANGED <<clock, view, up, link, heard, beats, deaths, expiries, crashes, returns>>

-----------------------------------------------------------------------------
(* Silence, oblivion, crashes. *)

Die(p, q) ==                                    \* MEMB-19, MEMB-20, MEMB-R5
  /\ up[p] /\ deaths > 0 /\ deaths' = deaths - 1
  /\ status[p][q] = "alive"
  /\ status' = [status EXCEPT ![p][q] = "dead"]
  /\ UNCHANGED <<clock, known, stored, way, up, link, heard, beats, expiries, crashes, returns, sayings>>

Expire(p, q) ==                                 \* MEMB-22 to MEMB-24, MEMB-R8, MEMB-R13
  /\ up[p] /\ expiries > 0 /\ expiries' = expiries - 1
  /\ status[p][q] # "unknown"
  /\ status' = [status EXCEPT ![p][q] = "unknown"]
  /\ known' = [known EXCEPT ![p][q] = 0]
  /\ UNCHANGED <<clock, stored, way, up, link, heard, beats, deaths, crashes, returns, sayings>>

\* What was on its way to it is gone; what it has said arrives.
Crash(p) ==
  /\ crashes > 0 /\ crashes' = crashes - 1
  /\ up[p] /\ up' = [up EXCEPT ![p] = FALSE]
  /\ status' = [status EXCEPT ![p] = [q \in Honest |-> "unknown"]]
  /\ known' = [known EXCEPT ![p] = [q \in Honest |-> 0]]
  /\ stored' = [stored EXCEPT ![p] = [q \in Honest |-> 0]]
  /\ link' = [link EXCEPT ![p] = [q \in Honest |-> "none"]]
  /\ way' = [q \in Peers |-> [way[q] EXCEPT ![p] = <<>>]]
  /\ UNCHANGED <<clock, heard, beats, deaths, expiries, returns, sayings>>

\* The later one of two has dialled.
Sever(p, q) ==                                  \* LINK-R27, LINK-R8: after all that was sent before
  /\ up[p] /\ ~up[q] /\ link[p][q] = "up" /\ way[q][p] = <<>>
  /\ link' = [link EXCEPT ![p][q] = IF p > q THEN "severed" ELSE "none"]
  /\ UNCHANGED <<clock, view, way, up, heard, beats, budgets>>

FailDial(p, q) ==                               \* LINK-R15, LINK-18, MEMB-R6
  /\ up[p] /\ link[p][q] = "dialling"
  /\ link' = [link EXCEPT ![p][q] = "none"]
  /\ status' = [status EXCEPT ![p][q] = IF @ = "alive" THEN "dead" ELSE @]
  /\ UNCHANGED <<clock, known, stored, way, up, heard, beats, budgets>>

Return(p) ==                                    \* MEMB-2: a later instant of its start
  /\ up[p] /\ returns > 0 /\ returns' = returns - 1
  /\ clock' = [clock EXCEPT ![p] = (@ \div Life + 1) * Life]
  /\ status' = [status EXCEPT ![p] = [q \in Honest |-> "unknown"]]
  /\ known' = [known EXCEPT ![p] = [q \in Honest |-> 0]]
  /\ stored' = [stored EXCEPT ![p] = [q \in Honest |-> 0]]
  /\ way' = [q \in Peers |-> [r \in Peers |-> IF p \in {q, r} THEN <<>> ELSE way[q][r]]]
  /\ UNCHANGED <<up, link, heard, beats, deaths, expiries, crashes, sayings>>

Next ==
  \/ Say
  \/ \E p \in Honest : Beat(p) \/ Crash(p) \/ Return(p)
  \/ \E p, q \in Honest : Die(p, q) \/ Expire(p, q) \/ Sever(p, q) \/ FailDial(p, q)
  \/ \E p, q \in Peers : Receive(p, q)
Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
\* Never: a peer is a member of its own membership.
MEMB_I1 == \A p \in Honest : status[p][p] = "unknown"
\* Never older, as long as the member is known.
MEMB_I2 == [][\A p, q \in Honest :
  up'[p] /\ status[p][q] # "unknown" /\ status'[p][q] # "unknown" => known'[p][q] >= known[p][q]]_vars
\* What is known of a member, the member has said: nobody else can sign it.
MEMB_I3 == \A p, q \in Honest : known[p][q] <= clock[q] /\ stored[p][q] <= clock[q]
\* The dead come alive by an alive message alone that is newer than what was known.
MEMB_I7 == [][\A p, q \in Honest :
  status[p][q] = "dead" /\ status'[p][q] = "alive" => known'[p][q] > known[p][q]]_vars
=============================================================================
