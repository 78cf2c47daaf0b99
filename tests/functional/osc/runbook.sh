#!/usr/bin/env bash
#
# Build a cluster from nothing, run jobs on it, scale it, and take everything down again.
#
#     IMAGE=fedora-hadoop NETWORK=private ./runbook.sh
#
# The cloud and the version of the API (1.1 or 2) are those of the usual variables: OS_CLOUD,
# OS_DATA_PROCESSING_API_VERSION. A run that was interrupted is taken up where it has ended: what
# is there already is used as it is.

set -euo pipefail

: "${IMAGE:?name of an image in Glance, with the plugin installed}"
: "${NAME:=runbook}" "${NETWORK:=private}" "${FLAVOR:=m1.tiny}"
: "${PLUGIN:=fake}" "${PLUGIN_VERSION:=0.1}" "${SSH_USER:=ubuntu}" "${POLL:=2}"

dp() { openstack dataprocessing "$@"; }
step() { printf '%s\n' "== $*"; }
wait=(--wait --timeout 1800 --poll-interval "$POLL")

step "An image that the service knows, with the tags by which the plugin finds it"
dp image register "$IMAGE" --username "$SSH_USER" -f value -c Id
dp image tags set "$IMAGE" --tags "$PLUGIN" "$PLUGIN_VERSION" -f value -c Id

step "Templates; --or-show makes each of these commands harmless when it is run again"
dp node group template create --or-show --name "$NAME-master" --flavor "$FLAVOR" \
    --plugin "$PLUGIN" --plugin-version "$PLUGIN_VERSION" \
    --processes namenode jobtracker -f value -c Id
dp node group template create --or-show --name "$NAME-worker" --flavor "$FLAVOR" \
    --plugin "$PLUGIN" --plugin-version "$PLUGIN_VERSION" \
    --processes datanode tasktracker -f value -c Id
dp cluster template create --or-show --name "$NAME" \
    --node-groups "$NAME-master:1" "$NAME-worker:1" -f value -c Id

step "A cluster, unless it is there; it takes its time, and we do something else meanwhile"
if ! dp cluster list --name "$NAME" -f value -c Name | grep -xF -- "$NAME"; then
    dp cluster create --name "$NAME" --cluster-template "$NAME" --image "$IMAGE" \
        --neutron-network "$NETWORK" --description "${DESCRIPTION:-}" -f value -c Id
fi

step "What the jobs run: v1.1 can keep it, v2 has to be told where it is"
if [[ ${OS_DATA_PROCESSING_API_VERSION:-1.1} == 1.1 ]]; then
    # Standard input is a file like any other.
    echo 'date' | dp job binary create --or-show --name "$NAME.sh" --data - -f value -c Id
else
    # The password is in the environment (SAHARA_PASSWORD), where no list of processes shows it.
    dp job binary create --or-show --name "$NAME.sh" --url "swift://jobs/$NAME.sh" \
        --username "${SWIFT_USER:?}" -f value -c Id
fi
template() { # name, description
    dp job template create --or-show --name "$1" --description "$2" --type Shell \
        --mains "$NAME.sh" -f value -c Id
}
template "$NAME-good" "It succeeds."
template "$NAME-doomed" "It fails."
template "$NAME-long" "It continues on the server, for run_seconds=600."

step "Now the cluster is needed; this exits with 1 if it is in Error, and so do we"
dp cluster wait "$NAME" --timeout 1800 --poll-interval "$POLL"

step "A job that succeeds; nothing but its ID is on standard output, so it goes into a variable"
execute() { # job template, options
    dp job execute --cluster "$NAME" --job-template "$@" -f value -c Id
}
good=$(execute "$NAME-good" "${wait[@]}")
echo "$good"

step "A job that fails: the exit status says so, and the ID is there all the same"
status=0
doomed=$(execute "$NAME-doomed" "${wait[@]}") || status=$?
if ((status != 1)); then
    echo "Job \"$doomed\" should have failed, with exit status 1 and not $status." >&2
    exit 1
fi

step "More workers, while a job runs that we then do without"
long=$(execute "$NAME-long")
dp cluster scale "$NAME" --instances "$NAME-worker:2" "${wait[@]}" -f value -c Status
dp job cancel "$long" "${wait[@]}"

step "Down with everything, last things first"
dp job delete "$good" "$doomed" "$long" "${wait[@]}"
dp job template delete "$NAME-good" "$NAME-doomed" "$NAME-long"
dp job binary delete "$NAME.sh"
dp cluster delete "$NAME" "${wait[@]}"
dp cluster template delete "$NAME"
dp node group template delete "$NAME-master" "$NAME-worker"
dp image unregister "$IMAGE"
step "Done"
