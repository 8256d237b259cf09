# Flink with the job: docker build -f infra/docker/flink.Dockerfile . (after mvn package)
FROM flink:2.3.0-java17 AS jars
# Flink's images end with USER flink, who may write nowhere here
USER root
COPY cli/target/dist/lib/ /dist/
COPY infra/docker/flink-lib.txt infra/docker/pick-jars.sh /
RUN sh /pick-jars.sh /flink-lib.txt /dist /lib-zerostream

FROM flink:2.3.0-java17
COPY --from=jars /lib-zerostream/ /opt/flink/lib/zerostream/
COPY cli/target/dist/lib/zerostream-stream-job-*.jar /opt/flink/usrlib/stream-job.jar
USER root
# a named volume takes over the owner of the folder it covers
RUN mkdir -p /var/lib/zerostream/flink /var/lib/zerostream/djl && chown -R flink:flink /var/lib/zerostream
USER flink
# variables, not JVM options: the entry point takes the spaces out of FLINK_PROPERTIES, and two options become one
ENV DJL_CACHE_DIR=/var/lib/zerostream/djl ENGINE_CACHE_DIR=/var/lib/zerostream/djl \
    DJL_OFFLINE=true OPT_OUT_TRACKING=true OMP_WAIT_POLICY=passive
