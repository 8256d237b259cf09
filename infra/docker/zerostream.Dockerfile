# The zerostream command, for the gateway, cameras and one-shot jobs: docker build -f infra/docker/zerostream.Dockerfile .
FROM eclipse-temurin:17-jre
RUN useradd --system --uid 9998 --create-home --home-dir /var/lib/zerostream zerostream
COPY cli/target/dist/java.options /opt/zerostream/
COPY cli/target/dist/lib/ /opt/zerostream/lib/
USER zerostream
WORKDIR /var/lib/zerostream
ENV DJL_CACHE_DIR=/var/lib/zerostream/djl ENGINE_CACHE_DIR=/var/lib/zerostream/djl \
    OMP_WAIT_POLICY=passive ZEROSTREAM_LOG=text
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "@/opt/zerostream/java.options", \
            "-Dzerostream.home=/var/lib/zerostream", \
            "-Dorg.bytedeco.javacpp.cachedir=/var/lib/zerostream/javacpp", "-cp", "/opt/zerostream/lib/*", "io.zerostream.cli.Main"]
