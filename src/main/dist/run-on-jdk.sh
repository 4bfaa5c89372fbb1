#!/bin/sh
# Runs the Maven command that is running once more, on a JDK that podseg can be built with: `run-on-jdk.sh MAVEN-HOME`.
# Called by the profile `older-jdk` in pom.xml.
set -eu

# shellcheck source=deploy/lib/jdk.sh
. "${0%/*}/../../../deploy/lib/jdk.sh"
JAVA_HOME=$(jdk_find) || {
  jdk_missing
  exit 1
}
export JAVA_HOME
if [ -n "${PODSEG_RUN_ON_JDK-}" ]; then
  echo "Maven does not follow JAVA_HOME=$JAVA_HOME; check /etc/mavenrc and ~/.mavenrc." >&2
  exit 1
fi
if [ -z "${MAVEN_CMD_LINE_ARGS-}" ]; then
  echo "Run Maven on the JDK $JDK_RELEASE in $JAVA_HOME: the one it runs on is too old." >&2
  exit 1
fi
echo "Building with the JDK in $JAVA_HOME." >&2
PODSEG_RUN_ON_JDK=yes
export PODSEG_RUN_ON_JDK
# Words as they were given, but for white space in them, which Maven's own script does not keep either.
# shellcheck disable=SC2086
exec "$1/bin/mvn" $MAVEN_CMD_LINE_ARGS
