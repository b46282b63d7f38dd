# Read by the other scripts: `prepare run` or `prepare dev` makes .venv ready, whatever state it is in.
# $here is the folder of the repository.

unset PYTHONDONTWRITEBYTECODE # where it is set, each of our processes would compile the house again

find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            return 0
        fi
    done
    echo "没有找到 Python 3.11 或更新的版本。Debian、Ubuntu：sudo apt install python3 python3-venv；" \
        "openEuler：sudo dnf install python3。" >&2
    exit 1
}

prepare() {
    python="$here/.venv/bin/python"
    "$python" -c '' >/dev/null 2>&1 || find_python
    "$python" -I "$here/bin/prepare.py" "$@" || exit $?
    python="$here/.venv/bin/python"
}
