#!/usr/bin/env bash
# Proof that a bare Debian 12 and a fresh clone are enough: makes a debootstrap root, clones the tree into it, and runs
# `./dev run --check` and `./dev test` inside. Needs root and the package debootstrap.
#
#   tests/rig/bare_debian.sh FOLDER [COMMAND...]     COMMAND instead of the two above, for example: ./dev build
#
# FOLDER is made when it is not there and used again when it is; the clone is always fresh. Packages come from the
# mirror that this machine's own apt is configured with. Mounts and processes live in namespaces of this run and end
# with it. NICE=10 keeps the run behind other builds of the same machine.
set -euo pipefail
tree=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)

say() { printf 'bare_debian: %s\n' "$*"; }
die() { say "$*" >&2; exit 1; }

# The first archive of bookworm among the sources of this machine.
mirror_of_this_machine() {
  apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
    awk '$1 == "bookworm" { sub("/$", "", $2); print $2; exit }'
}

make_root() {
  local mirror
  [[ -e $folder/etc/debian_version ]] && return 0
  command -v debootstrap >/dev/null || die "debootstrap is missing: apt-get install debootstrap"
  mirror=$(mirror_of_this_machine)
  [[ -n $mirror ]] || die "no bookworm archive among the apt sources of this machine"
  say "debootstrap --variant=minbase bookworm $folder"
  debootstrap --variant=minbase bookworm "$folder" "$mirror" >"$folder.debootstrap.log" 2>&1 ||
    { tail -n 20 "$folder.debootstrap.log" >&2; die "debootstrap failed"; }
}

# What makes the network of this machine work inside too: its Debian sources, proxies, certificates, name service.
copy_configuration() {
  local file
  cp -L /etc/resolv.conf /etc/hosts "$folder/etc/"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    if [[ -f $file ]] && grep -q bookworm "$file" && grep -qE 'debian-archive-keyring|^deb [^[]*debian' "$file"; then
      cp "$file" "$folder${file%/*}/"
      [[ $file == *.sources ]] && : >"$folder/etc/apt/sources.list"
    fi
  done
  for file in /etc/apt/apt.conf.d/*prox*; do [[ ! -f $file ]] || cp "$file" "$folder/etc/apt/apt.conf.d/"; done
  if [[ -d /usr/local/share/ca-certificates ]]; then
    mkdir -p "$folder/usr/local/share/ca-certificates"
    cp -r /usr/local/share/ca-certificates/. "$folder/usr/local/share/ca-certificates/"
  fi
}

clone_tree() {
  rm -rf "$folder/srv/tocsin"
  git clone -q --no-hardlinks "$tree" "$folder/srv/tocsin"
}

# Runs in a mount and a process namespace of its own: see the call of unshare below.
inside() {
  local suites name
  mount -t proc proc "$folder/proc"
  mount -t sysfs -o ro sysfs "$folder/sys" 2>/dev/null || mount --rbind -o ro /sys "$folder/sys"
  mount --rbind /dev "$folder/dev"
  suites=$(realpath -m "${TOCSIN_SUITES:-$tree/../shared/data}")
  for name in data seeds; do    # the suites, and beside them the documents that PROMISES.md answers
    [[ -d ${suites%/*}/$name ]] || continue
    mkdir -p "$folder/srv/shared/$name"
    mount --bind "${suites%/*}/$name" "$folder/srv/shared/$name"
  done
  local variables=(HOME=/srv LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt)
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    [[ -z ${!name:-} ]] || variables+=("$name=${!name}")
  done
  exec env -i "${variables[@]}" chroot "$folder" /bin/bash -c 'cd /srv/tocsin && "$@"' in_chroot "$@" </dev/null
}

run_inside() {
  say "$*"
  nice -n "${NICE:-0}" unshare --mount --propagation private --pid --fork --kill-child "$0" --inside "$folder" "$@"
}

if [[ ${1:-} == --inside ]]; then
  folder=$2
  shift 2
  inside "$@"
fi

[[ $# -ge 1 ]] || die "usage: tests/rig/bare_debian.sh FOLDER [COMMAND...]"
[[ $(id -u) == 0 ]] || die "debootstrap and chroot need root"
folder=$(realpath -m "$1")
shift
mkdir -p "$folder"
make_root
copy_configuration
clone_tree
if (($#)); then
  run_inside "$@"
else
  run_inside ./dev run --check
  run_inside ./dev test
fi
say "passed"
