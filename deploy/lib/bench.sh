# shellcheck shell=bash
# Building and running benchmarks. To be sourced from the project's folder.

# shellcheck source=deploy/lib/jdk.sh
. deploy/lib/jdk.sh
# shellcheck source=deploy/lib/packages.sh
. deploy/lib/packages.sh

# bench_build: compiles podseg with its tests, where the benchmarks stand, and sets BENCH_CLASSPATH.
bench_build() {
  install_missing "$BUILD_TABLE"
  say "Building" >&2
  maven -q test-compile >&2
  maven -q "org.codehaus.mojo:exec-maven-plugin:$(bench_plugin):exec" -Dexec.executable=echo -Dexec.classpathScope=test \
    "-Dexec.args=%classpath" "-Dexec.outputFile=target/bench.classpath" >&2
  BENCH_CLASSPATH=$(tail -n 1 target/bench.classpath)
}

# bench_plugin: the version of the plugin that the build uses already.
bench_plugin() { sed -n 's|.*<exec-plugin.version>\(.*\)</exec-plugin.version>.*|\1|p' pom.xml; }

# bench_machine: a line about where the figures come from.
bench_machine() {
  printf '\n%s processors, Linux %s, %s, %s, %s\n\n' "$(nproc)" "$(uname -r)" \
    "$("$JAVA_HOME/bin/java" --version | head -n 1)" "$(iptables --version 2>/dev/null || echo 'no iptables')" \
    "$(ipset --version 2>/dev/null | head -n 1 || echo 'no ipset')"
}

# bench_java CLASS [ARGUMENT ...]
bench_java() { "$JAVA_HOME/bin/java" -cp "$BENCH_CLASSPATH" "$@"; }
