// A step of a Jenkins shared library, without Node.js. In a pipeline that loads this repository as a library:
//
//   qualityGate(url: 'https://gate.example', sha256: '...', credentialsId: 'qgate-token')
//
// sha256 is the digest of qgate-linux-x64.tar.gz, from SHA256SUMS of the release; credentialsId names a secret text, an API key.
def call(Map given) {
  ['url', 'sha256', 'credentialsId'].each { name ->
    if (!given[name]) error("qualityGate: ${name} is missing")
  }
  withCredentials([string(credentialsId: given.credentialsId, variable: 'QGATE_TOKEN')]) {
    withEnv(["QGATE_URL=${given.url}", "QGATE_SHA256=${given.sha256}", "QGATE_ARGUMENTS=${given.arguments ?: ''}"]) {
      try {
        sh '''
          set -e
          curl -fsSLo "$WORKSPACE_TMP/qgate.tar.gz" "$QGATE_URL/qgate-linux-x64.tar.gz"
          echo "$QGATE_SHA256  $WORKSPACE_TMP/qgate.tar.gz" | sha256sum -c -
          tar -xzf "$WORKSPACE_TMP/qgate.tar.gz" -C "$WORKSPACE_TMP"
          "$WORKSPACE_TMP/qgate-linux-x64/qgate" run --output table --output junit=qgate.xml $QGATE_ARGUMENTS
        '''
      } finally {
        junit testResults: 'qgate.xml', allowEmptyResults: true
      }
    }
  }
}
