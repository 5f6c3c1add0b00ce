package dev.playhead.interop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.FileAppender;
import dev.playhead.event.GridEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of reading events from the JSON logs that logging libraries write. */
class LoggersTest {
    private static final String LOGGER = "shop.Orders";

    @TempDir
    private Path folder;

    private Path file;
    private Instant begin;

    @BeforeEach
    void begin() {
        file = folder.resolve("log.jsonl");
        begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @ParameterizedTest
    @CsvSource({"JsonLayout.json, Log4j2", "LogstashJsonEventLayoutV1.json, Logstash", "EcsLayout.json, ECS"})
    void shouldReadLinesOfLog4j(String template, String title) throws IOException {
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.add(builder.newAppender("lines", "File")
                .addAttribute("fileName", file.toString())
                .add(builder.newLayout("JsonTemplateLayout")
                        .addAttribute("eventTemplateUri", "classpath:" + template)));
        builder.add(builder.newRootLogger(Level.INFO).add(builder.newAppenderRef("lines")));
        try (LoggerContext context = new LoggerContext("lines")) {
            context.start(builder.build(false));
            Logger logger = context.getLogger(LOGGER);
            logger.info("order {} placed", 7);
            logger.error("payment failed", new IllegalStateException("no money"));
        }

        assertHasTheEvents(EventsOf.file(file), title);
    }

    @Test
    void shouldReadLinesOfLogback() throws IOException {
        ch.qos.logback.classic.LoggerContext context = new ch.qos.logback.classic.LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setFile(file.toString());
        appender.start();
        ch.qos.logback.classic.Logger logger = context.getLogger(LOGGER);
        logger.addAppender(appender);
        logger.info("order {} placed", 7);
        logger.error("payment failed", new IllegalStateException("no money"));
        context.stop();

        assertHasTheEvents(EventsOf.file(file), "lines of a log");
    }

    private void assertHasTheEvents(EventsOf read, String title) {
        assertThat(read.notes).first().asString().startsWith("read as " + title);
        assertThat(read.events).extracting(GridEvent::type).containsExactly("log:info", "log:error");
        assertThat(read.events).extracting(GridEvent::source).containsOnly(LOGGER);
        assertThat(read.events)
                .extracting(GridEvent::timestamp)
                .isSorted()
                .allMatch(time -> !time.isBefore(begin) && !time.isAfter(Instant.now()));
        GridEvent placed = read.events.get(0);
        String message = placed.payload().toString();
        assertThat(message).contains("order 7 placed");
        assertThat(read.events.get(1).payload().toString()).contains("payment failed", "no money");
    }
}
