#!/bin/sh
# The way back in: accounts, roles and duties from the command line, settings of the server, and a person forgotten.
#     accounts.sh LUODI MODEL_FOLDER JSON_CHECK
. "${0%/*}/tap.sh"


"$luodi" init town > .out 2>&1
"$luodi" add town zone name=West type=zone > .out 2>&1

expect 'a new ledger has its owner, without a login' 0 'owner' "$luodi" account town list
printf 'a sentence to remember\n' > words
sh -c "'$luodi' account town add zhang --name Zhang < words" > .out 2> .err && said yes 'an account is made with a password' || said no 'an account is made with a password'
expect 'a login is somebody'"'"'s alone' 1 'the login "zhang" is taken' "$luodi" account town add zhang
expect 'a role is given for a zone' 0 'done' "$luodi" account town give zhang --role officer --zone '#2'
expect 'a role that nobody defined is refused, and those there are told' 2 'there are: leader, viewer' "$luodi" account town give zhang --role boss
expect 'roles and duties are different accounts' 1 'must be different accounts' "$luodi" account town duty zhang --duty audit
expect 'the list shows what was given' 0 'officer #2' "$luodi" account town list
expect 'it is there for programs' 0 '"roles":"officer #2"' "$luodi" account town list --json
expect 'a link is made' 0 '/api/login?token=' "$luodi" account town link zhang
printf 'short\n' > words
sh -c "'$luodi' account town password zhang < words" > .out 2> .err && said no 'a short password is refused' || { grep -q 'needs 10 characters' .err && said yes 'a short password is refused' || said no 'a short password is refused'; }
expect 'an account is disabled' 0 'done' "$luodi" account town disable zhang
expect 'the owner is not' 1 'owns the ledger' "$luodi" account town disable '#1'
expect 'nobody is nobody' 2 'there is no account "wang"' "$luodi" account town unlock wang
expect 'an act that there is not is refused' 2 'unknown or lacks its value' "$luodi" account town promote zhang
expect 'a duty that there is not is refused' 2 'unknown or lacks its value' "$luodi" account town duty zhang --duty king
expect 'forgetting asks to be confirmed' 1 'not confirmed' "$luodi" forget town zhang
expect 'somebody is forgotten' 0 'is gone; the ledger and its chain are unchanged' "$luodi" forget town zhang --yes
if grep -q -a -e zhang -e Zhang town/identity.db*; then said no 'no file names them'; else said yes 'no file names them'; fi
expect 'the ledger still holds' 0 '' "$luodi" verify town
expect 'the log holds and names nobody' 0 'account_forget' "$luodi" account town log

printf 'name: town\nlisten: 0.0.0.0:8999\n' > town/luodi.yaml
expect 'other machines are not served in the clear' 3 'needs TLS' "$luodi" serve town
printf 'name: town\nlisten: here\n' > town/luodi.yaml
expect 'a setting that is wrong is told with its line' 2 'luodi.yaml:2' "$luodi" serve town
printf 'name: town\nidle_minutes: 0\n' > town/luodi.yaml
expect 'a setting out of bounds is refused' 2 'idle_minutes: 0' "$luodi" serve town
echo "1..$tests"
