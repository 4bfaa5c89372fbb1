#!/bin/sh
# What the packages are made of: `packages.sh BUILD-DIR VERSION`, called by Maven with `-Ppackages` once BUILD-DIR/podseg
# stands. Leaves in BUILD-DIR/packages: podseg-VERSION-ARCH.tar.gz, which is the distribution with its installer; data.tar
# and control/, of which Maven's plugin makes the .deb. Files keep their times: the start-up cache knows them by these.
set -eu

build=$1
version=$2
here=$(cd "${0%/*}" && pwd)
out=$build/packages
case $(uname -m) in
x86_64) arch=amd64 ;;
aarch64) arch=arm64 ;;
*) arch=$(uname -m) ;;
esac
# A snapshot comes before the release that it leads to.
deb_version=$(echo "$version" | sed 's/-SNAPSHOT$/~snapshot/')
owned='--sort=name --owner=0 --group=0 --numeric-owner'

rm -rf "$out"
mkdir -p "$out/control" "$out/stage"
# shellcheck disable=SC2086  # several words
tar $owned --transform "s|^podseg|podseg-$version|" -C "$build" -c podseg | gzip -1 >"$out/podseg-$version-$arch.tar.gz"

DESTDIR="$out/stage" sh "$build/podseg/install" --prefix /usr >/dev/null
rm -r "$out/stage/etc/podseg/manifests"
mkdir -p "$out/stage/usr/share/doc/podseg"
mv "$out/stage/usr/lib/podseg/LICENSE" "$out/stage/usr/share/doc/podseg/copyright"
# shellcheck disable=SC2086
tar $owned -C "$out/stage" -cf "$out/data.tar" .

sed -n '/^remove_firewall() {$/,/^}$/p' "$build/podseg/uninstall" >"$out/remove_firewall"
grep -q '^}$' "$out/remove_firewall" || {
  echo "packages.sh: the uninstall script has no function remove_firewall" >&2
  exit 1
}
size=$(du -sk "$out/stage" | cut -f 1)
for file in "$here"/deb/*; do
  sed -e "/^# @remove_firewall@\$/r $out/remove_firewall" -e '/^# @remove_firewall@$/d' -e "s|@VERSION@|$deb_version|" -e "s|@ARCH@|$arch|" -e "s|@SIZE@|$size|" "$file" >"$out/control/${file##*/}"
done
chmod 755 "$out/control/postinst" "$out/control/prerm" "$out/control/postrm"
rm -rf "$out/stage" "$out/remove_firewall"
