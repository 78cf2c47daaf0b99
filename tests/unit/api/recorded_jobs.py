"""What the server says of data sources, job binaries, job templates and jobs, in both versions."""

from __future__ import annotations

from typing import Any

from saharaclient.api.resource import V1_NAMES


def in_both_versions(resource: Any) -> dict[str, Any]:
    """Return a resource by version of the API, from what v2 sends."""

    def renamed(value: Any) -> Any:
        if isinstance(value, list):
            return [renamed(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {V1_NAMES.get(name, name): renamed(item) for name, item in value.items()}

    return {"1.1": renamed(resource), "2": resource}


PIG_MAIN = "Main class [org.apache.oozie.action.hadoop.PigMain], exit code [2]"

DATA_SOURCE = in_both_versions(
    {
        "is_public": False,
        "project_id": "9cd1314a0a31493282b6712b76a8fcda",
        "is_protected": False,
        "created_at": "2015-03-26 11:18:10.691493",
        "id": "953831f2-0852-49d8-ac71-af5805e25256",
        "updated_at": None,
        "name": "swift_input",
        "description": "This is input",
        "url": "swift://container/text",
        "type": "swift",
    }
)
JOB_BINARY = in_both_versions(
    {
        "is_public": False,
        "description": "an example jar file",
        "url": "swift://container/jar-example.jar",
        "project_id": "11587919cc534bcbb1027a161c82cf58",
        "created_at": "2013-10-15 14:25:04.970513",
        "updated_at": None,
        "id": "a716a9cd-9add-4b12-b1b6-cdb71aaef350",
        "name": "jar-example.jar",
        "is_protected": False,
    }
)
JOB_BINARY_INTERNAL = {
    "1.1": {
        "is_public": False,
        "name": "script.pig",
        "tenant_id": "11587919cc534bcbb1027a161c82cf58",
        "created_at": "2013-10-15 13:17:35.994466",
        "updated_at": None,
        "datasize": 160,
        "id": "4833dc4b-8682-4d5b-8a9f-2036b47a0996",
        "is_protected": False,
    },
}
JOB_TEMPLATE = in_both_versions(
    {
        "is_public": False,
        "project_id": "9cd1314a0a31493282b6712b76a8fcda",
        "created_at": "2015-03-27 08:48:38.630827",
        "id": "71defc8f-d005-484f-9d86-1aedf644d1ef",
        "name": "pig-job-example",
        "description": "This is pig job example",
        "interface": [],
        "libs": [
            {
                "project_id": "9cd1314a0a31493282b6712b76a8fcda",
                "created_at": "2015-02-10 14:25:53",
                "id": "320a2ca7-25fd-4b48-9bc3-4fb1b6c4ff27",
                "name": "binary-job",
                "updated_at": None,
                "description": "",
                "url": "internal-db://c6a925fa-ac1d-4b2e-b88a-7054e1927521",
            }
        ],
        "type": "Pig",
        "is_protected": False,
        "mains": [
            {
                "project_id": "9cd1314a0a31493282b6712b76a8fcda",
                "created_at": "2015-02-03 10:47:51",
                "id": "90d9d5ec-11aa-48bd-bc8c-34936ce0db6e",
                "name": "pig",
                "updated_at": None,
                "description": "",
                "url": "internal-db://872878f6-72ea-44db-8d1d-e6a6396d2df0",
            }
        ],
    }
)
#: What Oozie says of a workflow that has failed.
KILLED = {
    "user": "hadoop",
    "actions": [
        {
            "name": ":start:",
            "externalStatus": "OK",
            "status": "OK",
            "errorCode": None,
            "errorMessage": None,
            "type": ":START:",
            "id": "0000001-150915094349962-oozie-hado-W@:start:",
        },
        {
            "name": "job-node",
            "externalStatus": "FAILED/KILLED",
            "status": "ERROR",
            "errorCode": "JA018",
            "errorMessage": PIG_MAIN,
            "type": "pig",
            "id": "0000001-150915094349962-oozie-hado-W@job-node",
        },
        {
            "name": "fail",
            "externalStatus": "OK",
            "status": "OK",
            "errorCode": "E0729",
            "errorMessage": f"Workflow failed, error message[{PIG_MAIN}]",
            "type": ":KILL:",
            "id": "0000001-150915094349962-oozie-hado-W@fail",
        },
    ],
    "createdTime": "Tue, 15 Sep 2015 09:49:58 GMT",
    "status": "KILLED",
    "appName": "job-wf",
    "id": "0000001-150915094349962-oozie-hado-W",
}
JOB = in_both_versions(
    {
        "job_configs": {
            "configs": {"mapred.reduce.tasks": "1", "mapred.map.tasks": "1"},
            "args": ["arg1", "arg2"],
            "params": {"param2": "value2", "param1": "value1"},
        },
        "is_protected": False,
        "input_id": "3e1bc8e6-8c69-4749-8e52-90d9341d15bc",
        "job_template_id": "310b0fc6-e1db-408e-8798-312e7500f3ac",
        "cluster_id": "811e1134-666f-4c48-bc92-afb5b10c9d8c",
        "created_at": "2015-09-15T09:49:24",
        "end_time": "2015-09-15T12:50:46",
        "output_id": "52146b52-6540-4aac-a024-fee253cf52a9",
        "is_public": False,
        "updated_at": "2015-09-15T09:50:46",
        "return_code": None,
        "data_source_urls": {
            "3e1bc8e6-8c69-4749-8e52-90d9341d15bc": "swift://ap-cont/input",
            "52146b52-6540-4aac-a024-fee253cf52a9": "swift://ap-cont/output",
        },
        "project_id": "808d5032ea0446889097723bfc8e919d",
        "start_time": "2015-09-15T12:49:43",
        "id": "20da9edb-12ce-4b45-a473-41baeefef997",
        "engine_job_id": "0000001-150915094349962-oozie-hado-W",
        "info": KILLED,
    }
)
