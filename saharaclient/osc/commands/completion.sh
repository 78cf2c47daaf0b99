# Completion of names for "openstack dataprocessing", in bash, and in zsh with bashcompinit.
#
# Load it after the script that "openstack complete" prints. It reads names from a cache and does
# not start "openstack" for them. If the cache is older than a minute, it has the cache updated in
# the background, once a minute at most. It is silent if anything fails.

if [ -n "${ZSH_VERSION-}" ]; then
    zmodload zsh/datetime 2>/dev/null
fi

_saharaclient_complete() {
    COMPREPLY=()
    # Without bash-completion, _openstack takes every word for the first one.
    if typeset -f _openstack >/dev/null 2>&1 && typeset -f _get_comp_words_by_ref >/dev/null 2>&1; then
        _openstack "$@" 2>/dev/null
    fi
    _saharaclient_add_names 2>/dev/null
    return 0
}

_saharaclient_add_names() {
    local i=1 start=0 word="" line="" verb="" kind="" key="" folder="" name="" now=0
    local updated=0 attempted=0
    local typed="${COMP_WORDS[COMP_CWORD]}"
    local before="${COMP_WORDS[COMP_CWORD - 1]}"
    local -a cloud names rest
    cloud=() names=() rest=()

    # Global options select the cloud and the project.
    while [ "$i" -lt "$COMP_CWORD" ]; do
        word="${COMP_WORDS[i]}"
        case "$word" in
        dataprocessing)
            start=$((i + 1))
            break
            ;;
        --os-cloud | --os-project-id | --os-project-name | --os-region-name | \
            --os-data-processing-api-version)
            i=$((i + 1))
            if [ "${COMP_WORDS[i]}" = "=" ]; then
                i=$((i + 1))
            fi
            case "${COMP_WORDS[i]}" in
            "" | *[!A-Za-z0-9_.-]*) return ;;
            esac
            cloud+=("$word" "${COMP_WORDS[i]}")
            ;;
        --os-*) return ;; # the names of another cloud are no help
        esac
        i=$((i + 1))
    done
    if [ "$start" -eq 0 ]; then
        return
    fi

    i=$start
    while [ "$i" -lt "$COMP_CWORD" ]; do
        line="$line ${COMP_WORDS[i]}"
        i=$((i + 1))
    done
    line="$line "
    case "$line" in
    *" -- "*) return ;; # a command for ssh
    *" cluster template "*) kind=cluster-templates verb="${line#* cluster template }" ;;
    *" node group template "*) kind=node-group-templates verb="${line#* node group template }" ;;
    *" data source "*) kind=data-sources verb="${line#* data source }" ;;
    *" job binary "*) kind=job-binaries verb="${line#* job binary }" ;;
    *" job template "*) kind=job-templates verb="${line#* job template }" ;;
    *" job type "*) ;;
    *" job "*) kind=jobs verb="${line#* job }" ;;
    *" cluster "*) kind=clusters verb="${line#* cluster }" ;;
    esac
    case "$verb" in
    show\ * | delete\ * | update\ * | export\ * | scale\ * | verification\ * | wait\ * | ssh\ * | \
        cancel\ * | suspend\ * | download\ * | event\ list\ * | instance\ list\ * | url\ list\ *) ;;
    *) kind="" ;;
    esac
    case "$before" in
    --cluster) kind=clusters ;;
    --cluster-template) kind=cluster-templates ;;
    --job-template) kind=job-templates ;;
    --input | --output) kind=data-sources ;;
    --mains | --libs) kind=job-binaries ;;
    --deleted | --dry-run | --follow | --force | --full-dump-events | --long | --print | \
        --private | --protected | --public | --show | --show-progress | --start | \
        --unprotected | --verification | --wait) ;;
    -*) return ;; # the value of another option
    esac
    case "$typed" in
    -*) return ;;
    esac
    if [ -z "$kind" ]; then
        return
    fi

    key="$OS_CLOUD|$OS_CLIENT_CONFIG_FILE|$OS_AUTH_URL|$OS_REGION_NAME|$OS_USERNAME|$OS_USER_ID"
    key="$key|$OS_PROJECT_ID|$OS_PROJECT_NAME|$OS_PROJECT_DOMAIN_ID|$OS_PROJECT_DOMAIN_NAME"
    key="$key|$OS_TENANT_ID|$OS_TENANT_NAME|$OS_APPLICATION_CREDENTIAL_ID"
    key="$key|$OS_APPLICATION_CREDENTIAL_NAME|$OS_DATA_PROCESSING_URL"
    key="$key|$OS_DATA_PROCESSING_API_VERSION|${cloud[*]}"
    key="$(printf '%s' "$key" | cksum)"
    folder="${XDG_CACHE_HOME:-$HOME/.cache}/python-saharaclient/${key// /-}"

    if [ -O "$folder/$kind" ]; then
        while IFS= read -r name; do
            case "$name" in
            "$typed"*) names+=("$name") ;;
            esac
        done <"$folder/$kind"
    fi
    if [ "${#names[@]}" -gt 0 ]; then
        # Names and subcommands, without the options that "openstack complete" proposes.
        for word in "${COMPREPLY[@]}"; do
            case "$word" in
            -*) ;;
            *) rest+=("$word") ;;
            esac
        done
        COMPREPLY=("${rest[@]}" "${names[@]}")
    fi

    now="${EPOCHSECONDS:-$(date +%s)}"
    read -r updated <"$folder/updated"
    read -r attempted <"$folder/attempted"
    case "$updated$attempted" in
    *[!0-9]*) updated=0 attempted=0 ;;
    esac
    if [ $((now - ${updated:-0})) -lt 60 ] || [ $((now - ${attempted:-0})) -lt 60 ]; then
        return
    fi
    (
        umask 077
        mkdir -p "$folder" && chmod 700 "${folder%/*}" &&
            printf '%s\n' "$now" >"$folder/attempted" || exit
        openstack "${cloud[@]}" dataprocessing completion refresh --folder "$folder" &
    ) </dev/null >/dev/null 2>&1
}

complete -F _saharaclient_complete openstack
