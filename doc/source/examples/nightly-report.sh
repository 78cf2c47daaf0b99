#!/usr/bin/env bash
# Launch a cluster, run a job on it, and delete the cluster, whether or not the job succeeded.
#
# RUN_ID          identifies this run; use the same value to run it again after a failure
# SAHARA_PASSWORD password of the Swift user that owns the program and the data
set -euo pipefail

export OS_DATA_PROCESSING_API_VERSION=2
cluster="nightly-${RUN_ID:?}"
sahara() { openstack dataprocessing "$@"; }

clean_up() {
    # The cluster may not exist, and a failure here must not hide that of the job.
    sahara cluster delete "$cluster" --wait --timeout 1800 || true
}
trap clean_up EXIT

# Resources that all runs share. The first run creates them.
sahara node group template create --or-show --name master -f value -c Id \
    --plugin fake --plugin-version 0.1 --flavor m1.tiny --processes namenode jobtracker
sahara node group template create --or-show --name worker -f value -c Id \
    --plugin fake --plugin-version 0.1 --flavor m1.tiny --processes datanode tasktracker
sahara cluster template create --or-show --name example -f value -c Id \
    --node-groups master:1 worker:2
sahara job binary create --or-show --name report.sh -f value -c Id \
    --url swift://programs/report.sh --username reports
sahara job template create --or-show --name report -f value -c Id \
    --type Shell --mains report.sh

# Resources of this run. A second attempt continues with the cluster of the first one.
if sahara cluster show "$cluster" -f value -c Id 2> /dev/null; then
    sahara cluster wait "$cluster" --timeout 1800
else
    sahara cluster create --name "$cluster" --cluster-template example --image fake-image \
        --neutron-network private --wait --timeout 1800 -f value -c Id
fi

sahara job execute --job-template report --cluster "$cluster" --args "$RUN_ID" \
    --wait --timeout 3600 -f value -c Status
