#!/usr/bin/env bash
# Launch a cluster, run a job on it, and delete the cluster, whatever has become of the job.
#
# RUN_ID          tells this run from others; a second try of a run has the same one
# SAHARA_PASSWORD password of the Swift user that owns the program and the data
set -euo pipefail

export OS_DATA_PROCESSING_API_VERSION=2
cluster="nightly-${RUN_ID:?}"
sahara() { openstack dataprocessing "$@"; }

clean_up() {
    # What is not there needs no deleting, and a failure here must not hide the job's.
    sahara cluster delete "$cluster" --wait --timeout 1800 || true
}
trap clean_up EXIT

# What every run needs: made by the first one, found by all others.
sahara node group template create --or-show --name master -f value -c Id \
    --plugin fake --plugin-version 0.1 --flavor m1.tiny --processes namenode jobtracker
sahara node group template create --or-show --name worker -f value -c Id \
    --plugin fake --plugin-version 0.1 --flavor m1.tiny --processes datanode tasktracker
sahara cluster template create --or-show --name small -f value -c Id \
    --node-groups master:1 worker:2
sahara job binary create --or-show --name report.sh -f value -c Id \
    --url swift://programs/report.sh --username reports
sahara job template create --or-show --name report -f value -c Id \
    --type Shell --mains report.sh

# What this run needs. A second try goes on with the cluster that the first one has launched.
if sahara cluster show "$cluster" -f value -c Id 2> /dev/null; then
    sahara cluster wait "$cluster" --timeout 1800
else
    sahara cluster create --name "$cluster" --cluster-template small --image fake-image \
        --neutron-network private --wait --timeout 1800 -f value -c Id
fi

sahara job execute --job-template report --cluster "$cluster" --args "$RUN_ID" \
    --wait --timeout 3600 -f value -c Status
