package io.zerostream.job.internal.classify;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What a class writes to the log while this is open. Thread-safe. */
public final class LogLines extends AbstractAppender implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final Level before;

    private LogLines(Logger logger) {
        super("lines", null, null, false, Property.EMPTY_ARRAY);
        this.logger = logger;
        before = logger.getLevel();
    }

    public static LogLines of(Class<?> type) {
        LogLines lines = new LogLines((Logger) LogManager.getLogger(type));
        lines.start();
        lines.logger.addAppender(lines);
        // a jar of Flink's brings a configuration that switches everything off
        Configurator.setLevel(lines.logger, Level.INFO);
        return lines;
    }

    @Override
    public void append(LogEvent event) {
        lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
    }

    public List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        logger.removeAppender(this);
        Configurator.setLevel(logger, before);
        stop();
    }
}
