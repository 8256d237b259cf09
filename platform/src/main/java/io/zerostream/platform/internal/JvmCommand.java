package io.zerostream.platform.internal;

import io.zerostream.platform.config.OwnClasses;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How to start a child JVM: the Java of this process, our {@link ChildMain} before the real main.
 *
 * @param name who it is, for messages
 * @param log takes its standard output and error
 * @param folder its working directory
 * @param temporary its {@code java.io.tmpdir}
 * @param options further JVM options
 * @param environment added to this process's environment
 * @param classPath of the real main; our own classes are put behind it
 * @param mainAndArguments the real main class and its arguments
 */
record JvmCommand(
        String name,
        Path log,
        Path folder,
        Path temporary,
        List<String> options,
        Map<String, String> environment,
        String classPath,
        List<String> mainAndArguments) {

    ProcessBuilder toProcessBuilder() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-XX:+UseSerialGC");
        command.add("-XX:+ExitOnOutOfMemoryError");
        // else every JVM keeps a file in the machine's temporary folder
        command.add("-XX:-UsePerfData");
        command.add("-XX:ErrorFile=" + log.resolveSibling("hs_err_pid%p.log"));
        command.add("-Djava.io.tmpdir=" + temporary);
        command.add("-Djava.net.preferIPv4Stack=true");
        command.add("-cp");
        command.add(classPath + File.pathSeparator + OwnClasses.path());
        command.add(ChildMain.class.getName());
        command.addAll(mainAndArguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return builder;
    }
}
