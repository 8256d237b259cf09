package io.zerostream.job;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.filter.ThresholdFilter;

/** All that is logged while it is open, with its stack traces: of ours at every level that is used, of others from INFO on. */
final class CapturedLog implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AbstractAppender appender =
            new AbstractAppender("captured", null, null, false, Property.EMPTY_ARRAY) {
                @Override
                public void append(LogEvent event) {
                    StringWriter line = new StringWriter();
                    line.append(event.getMessage().getFormattedMessage());
                    if (event.getThrown() != null) {
                        event.getThrown().printStackTrace(new PrintWriter(line, true));
                    }
                    lines.add(line.toString());
                }
            };

    CapturedLog() {
        appender.start();
        Logger root = (Logger) LogManager.getRootLogger();
        // people who read the output of the tests are spared it
        root.getAppenders().values().forEach(other -> ((AbstractAppender) other)
                .addFilter(ThresholdFilter.createFilter(Level.ERROR, Filter.Result.NEUTRAL, Filter.Result.DENY)));
        Configurator.setAllLevels("", Level.INFO);
        // others may write whole buffers at this level, which is why nobody runs with it
        Configurator.setLevel("io.zerostream", Level.DEBUG);
        root.addAppender(appender);
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        ((Logger) LogManager.getRootLogger()).removeAppender(appender);
        appender.stop();
        LoggerContext.getContext(false).reconfigure();
    }
}
