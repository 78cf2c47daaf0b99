# Completion of commands, options and names for "openstack", in bash, and in zsh with bashcompinit.
#
# Load it after the script that "openstack complete" prints. It reads names from a cache and does
# not start "openstack" for them. If the cache is older than a minute, it has the cache updated in
# the background, once a minute at most. It is silent if anything fails.

if [ -n "${ZSH_VERSION-}" ]; then
    zmodload zsh/datetime 2>/dev/null
fi

_saharaclient_complete() {
    local kind="" word="" typed="${COMP_WORDS[COMP_CWORD]}"
    COMPREPLY=()
    for word in $(_saharaclient_words 2>/dev/null); do
        case "$word" in
        -*) case "$typed" in -*) ;; *) continue ;; esac ;;
        *_*) continue ;; # "update_keypair": keypair is among the words after "update", too
        esac
        case "$word" in
        "$typed"*) COMPREPLY+=("$word") ;;
        esac
    done
    _saharaclient_add_names 2>/dev/null
    if [ -z "$kind" ] && [ "${#COMPREPLY[@]}" -eq 0 ]; then
        COMPREPLY=($(compgen -f -- "$typed" 2>/dev/null))
    fi
    return 0
}

# Print the subcommands and options that can follow the words before the cursor.
#
# _openstack has them in variables such as cmds_server_list. It does not find the one for a command
# line after global options, without bash-completion, or in zsh, which has no ${!name}. So it gets
# no words, and this function, which runs in a subshell, reads the variables.
_saharaclient_words() {
    local i=1 chain=cmds step="" found="" proposed="" cmds=""
    typeset -f _openstack >/dev/null || return
    _get_comp_words_by_ref() { words=(""); }
    _openstack openstack >/dev/null
    proposed="$cmds"
    while [ "$i" -lt "$COMP_CWORD" ]; do
        step="${chain}_${COMP_WORDS[i]//-/_}"
        i=$((i + 1))
        found=""
        case "$step" in
        *[!A-Za-z0-9_]*) ;;
        *) eval "found=\"\${$step-}\"" ;;
        esac
        if [ -n "$found" ]; then
            chain="$step" proposed="$found"
        elif [ "$chain" != cmds ]; then
            break # an argument or an option of the command
        fi
    done
    printf '%s\n' "$proposed"
}

_saharaclient_add_names() {
    local i=1 start=0 line="" verb="" key="" folder="" name="" now=0 updated=0 attempted=0
    local before="${COMP_WORDS[COMP_CWORD - 1]}"
    local -a cloud names
    cloud=() names=()

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
    -*) # the value of another option
        kind=""
        return
        ;;
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
    COMPREPLY+=("${names[@]}")

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
