#!/usr/bin/env bash
# package.sh archive|wheel|deb|rpm|nuget: makes one kind of package of the artifacts of ARCH, in artifacts/packages.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

# Whom users of the packages may write to. The address is a placeholder, as long as the project has none.
maintainer="${DEBFULLNAME:-The Modzy Edge client authors} <${DEBEMAIL:-authors@modzy-edge.example}>"

to=$root/artifacts/packages
stage=$root/$build/stage/$1
version=$(version)
SOURCE_DATE_EPOCH=$(commit_time)
export SOURCE_DATE_EPOCH
umask 022
rm -rf "$stage"
mkdir -p "$to" "$stage"

# install_into DIRECTORY PREFIX [LIBDIR]: what make install installs.
install_into() {
    DESTDIR=$1 PREFIX=$2 LIBDIR=${3:-${2%/}/lib} scripts/install.sh install
}

# notices FILE: the licences of what the artifacts contain.
notices() {
    local packages pack
    packages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')
    cat packaging/notices/notices.txt >"$1"
    for pack in microsoft.netcore.app.runtime.nativeaot microsoft.aspnetcore.app.runtime; do
        cat "$(find "$packages/$pack.linux-$arch" -mindepth 2 -maxdepth 2 -iname THIRD-PARTY-NOTICES.TXT | sort -V | tail -1)" >>"$1"
    done
    # Theirs end lines in two ways.
    sed -i 's/\r$//' "$1"
}

# pack NAME: the directory of this name in the stage, as an archive that says nothing of where, when and by whom it was
# made.
pack() {
    tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=u+rw,go+r-w,a+X \
        --format=gnu -C "$stage" -cf - "$1" | gzip -9n >"$to/$1.tar.gz"
}

# copy_tracked FROM TO: the files of a directory that belong to the project, and not what lies there besides.
copy_tracked() {
    local file
    (cd "$1" && git ls-files -z 2>/dev/null || find . -type f -print0) | while IFS= read -r -d '' file; do
        install -D -m "$([ -x "$1/$file" ] && echo 755 || echo 644)" "$1/$file" "$2/$file"
    done
}

archive() {
    local name=modzy-edge-$version-linux-$arch here
    here=$stage/$name
    install_into "$here" /
    copy_tracked bindings/python/modzy_edge "$here/python/modzy_edge"
    install -m 644 bindings/python/README.md "$here/python"
    ln -s ../../lib/libmodzy_edge.so.1 "$here/python/modzy_edge/libmodzy_edge.so.1"
    copy_tracked bindings/c/examples "$here/examples/c/examples"
    install -m 644 bindings/c/CMakeLists.txt "$here/examples/c"
    copy_tracked bindings/python/examples "$here/examples/python"
    install -m 644 LICENSE CHANGELOG.md "$here"
    notices "$here/THIRD-PARTY-NOTICES"
    sed "s/@VERSION@/$version/; s/@ARCH@/$arch/; s/@GLIBC@/$(glibc_of "$artifacts/lib/libmodzy_edge.so.1")/" \
        packaging/archive/README.md >"$here/README.md"
    pack "$name"

    install -D -m 644 "$artifacts/lib/libmodzy_edge.so.dbg" "$stage/$name-debug/lib/libmodzy_edge.so.dbg"
    pack "$name-debug"
}

wheel() {
    local work=$stage/python
    copy_tracked bindings/python/modzy_edge "$work/modzy_edge"
    install -m 644 bindings/python/{pyproject.toml,setup.py,README.md} LICENSE "$work"
    notices "$work/THIRD-PARTY-NOTICES"
    MODZY_EDGE_LIBRARY=$root/$artifacts/lib/libmodzy_edge.so.1 \
        "$PYTHON" -m build --wheel --no-isolation --outdir "$to" "$work"
}

# deb_field NAME FIELD: a field of a package in packaging/deb/packages.txt.
deb_field() {
    sed -n "/^Package: $1\$/,/^\$/s/^$2: //p" packaging/deb/packages.txt
}

# make_deb NAME: the Debian package of what lies in the stage below this name.
make_deb() {
    local name=$1 tree=$stage/$1 doc=$stage/$1/usr/share/doc/$1 for_arch=$debian_arch
    if [ "$(deb_field "$name" Architecture)" = all ]; then for_arch=all; fi
    if [[ $name == *-dbgsym ]]; then
        # As Debian does it: with what it belongs to.
        install -d "${doc%/*}" && ln -s "${name%-dbgsym}" "$doc"
    else
        install -d "$doc" "$tree/usr/share/lintian/overrides"
        sed "s/@YEAR@/$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y)/" packaging/deb/copyright >"$doc/copyright"
        if [ "$for_arch" != all ] && [[ $name != *-dev ]]; then cp "$stage/notices" "$doc/THIRD-PARTY-NOTICES"; fi
        # The lines for this package, each with the reason above it.
        sed "s/^PACKAGE:/$name:/" packaging/deb/overrides | grep -B 1 "^$name:" | grep -v '^--' | grep "^#\|^$name:" \
            >"$tree/usr/share/lintian/overrides/$name"
        {
            printf 'modzy-edge (%s) unstable; urgency=medium\n\n  * Built from version %s; CHANGELOG.md of the sources says what is new.\n\n' \
                "$deb_version" "$version"
            printf ' -- %s  %s\n' "$maintainer" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")"
        } | gzip -9n >"$doc/changelog.Debian.gz"
    fi
    find "$tree/usr/share/man" -type f -exec gzip -9n {} + 2>/dev/null || true
    find "$tree/usr/share/man" -type l 2>/dev/null | while read -r link; do
        ln -s "$(readlink "$link").gz" "$link.gz" && rm "$link"
    done
    if [ -d "packaging/deb/$name" ]; then
        install -d "$tree/DEBIAN"
        find "packaging/deb/$name" -name 'p*' -exec install -m 755 -t "$tree/DEBIAN" {} +
        find "packaging/deb/$name" -type f ! -name 'p*' -exec install -m 644 -t "$tree/DEBIAN" {} +
    fi
    install -d "$tree/DEBIAN"
    (cd "$tree" && find usr -type f -print0 | sort -z | xargs -0r md5sum >DEBIAN/md5sums)
    {
        sed -n "/^Package: $name\$/,/^\$/p" packaging/deb/packages.txt |
            sed "/^\$/d; s/^Architecture: .*/Architecture: $for_arch/; s/@VERSION@/$deb_version/; s/@UPSTREAM@/$version/
                 s/@BUILDID@/$build_id/; s/@LIBC@/$(glibc_of "$artifacts/lib/libmodzy_edge.so.1")/
                 s/@LIBC_TOOLS@/$(glibc_of "$artifacts/bin/modzy-edge-emulator")/" |
            sed "/^Description:/i Source: modzy-edge\nVersion: $deb_version\nPriority: optional\nMaintainer: $maintainer\nInstalled-Size: $(du -sk --apparent-size "$tree/usr" | cut -f1)"
    } >"$tree/DEBIAN/control"
    # One thread: what several write depends on how many they are.
    dpkg-deb --root-owner-group -Zxz --threads-max=1 --build "$tree" "$to/${name}_${deb_version}_$for_arch.deb"
}

deb() {
    local deb_version=$version-1 build_id lib=usr/lib/$triplet all=$stage/all python
    build_id=$(readelf -n "$artifacts/lib/libmodzy_edge.so.1" | sed -n 's/.*Build ID: //p')
    install_into "$all" /usr "/$lib"
    notices "$stage/notices"

    install -D -m 644 "$all/$lib/libmodzy_edge.so.1" "$stage/libmodzy-edge1/$lib/libmodzy_edge.so.1"

    install -d "$stage/libmodzy-edge-dev/$lib" "$stage/libmodzy-edge-dev/usr/share/man"
    mv "$all/usr/include" "$stage/libmodzy-edge-dev/usr"
    mv "$all/$lib"/{libmodzy_edge.so,pkgconfig,cmake} "$stage/libmodzy-edge-dev/$lib"
    mv "$all/usr/share/man/man3" "$stage/libmodzy-edge-dev/usr/share/man"

    install -D -m 644 "$artifacts/lib/libmodzy_edge.so.dbg" \
        "$stage/libmodzy-edge1-dbgsym/usr/lib/debug/.build-id/${build_id:0:2}/${build_id:2}.debug"

    install -d "$stage/modzy-edge-tools/usr/share"
    mv "$all/usr/bin" "$stage/modzy-edge-tools/usr"
    mv "$all/usr/share"/{man,bash-completion,fish,zsh} "$stage/modzy-edge-tools/usr/share"
    # Debian's place for what comes with packages.
    mv "$stage/modzy-edge-tools/usr/share/zsh"/{site-functions,vendor-completions}

    python=$stage/python3-modzy-edge/usr/lib/python3/dist-packages
    copy_tracked bindings/python/modzy_edge "$python/modzy_edge"
    install -d "$python/modzy_edge-$version.egg-info"
    printf 'Metadata-Version: 2.1\nName: modzy-edge\nVersion: %s\nLicense: Apache-2.0\n' "$version" \
        >"$python/modzy_edge-$version.egg-info/PKG-INFO"

    for name in libmodzy-edge1 libmodzy-edge-dev libmodzy-edge1-dbgsym modzy-edge-tools python3-modzy-edge; do
        make_deb "$name" || return
    done
}

# From the same tree as the Debian packages, in the directories of Fedora.
rpm() {
    local all=$stage/all machine=${triplet%%-*}
    install_into "$all" /usr /usr/lib64
    notices "$stage/THIRD-PARTY-NOTICES"
    cp LICENSE "$stage"
    rpmbuild -bb --quiet --target "$machine-linux" --define "_topdir $stage/rpmbuild" --define "_builddir $stage" \
        --define "_rpmdir $to" --define "_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm" \
        --define "tree $all" --define "edge_version $version" --define "maintainer $maintainer" \
        --buildroot "$stage/buildroot" packaging/rpm/modzy-edge.spec
}

# Of both architectures where both are built: a package for .NET has them all.
nuget() {
    local libraries=() each from
    for each in x64 arm64; do
        from=artifacts/lib/libmodzy_edge.so.1
        if [ "$each" != "$host_arch" ]; then from=artifacts/$each/lib/libmodzy_edge.so.1; fi
        if [ -e "$from" ]; then
            install -D -m 755 "$from" "$stage/$each/libmodzy_edge.so"
            libraries+=("-p:${each}Library=$stage/$each/libmodzy_edge.so")
        fi
    done
    notices "$stage/THIRD-PARTY-NOTICES"
    # CI: paths of the sources in the symbols are those of no machine.
    CI=true dotnet pack src/Modzy.Edge.Core -c Release -o "$to" --disable-build-servers &&
        CI=true dotnet pack packaging/nuget/Modzy.Edge.Native.csproj -c Release -o "$to" --disable-build-servers \
            "-p:NoticesFile=$stage/THIRD-PARTY-NOTICES" "${libraries[@]}"
}

case $1 in
    archive | wheel | deb | rpm | nuget) ;;
    *) die "usage: $0 archive|wheel|deb|rpm|nuget" ;;
esac
step "$1-$arch" "Making the $1 for linux-$arch" "$1"
