package dev.playhead.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorReporterTest {
    private final RecordingLogger logger = new RecordingLogger(Level.INFO);
    private final GridEvent event = GridEvent.of("login", "secret");
    private final IllegalStateException error = new IllegalStateException("broken");

    @Test
    void shouldLogAWarningWithoutThePayloadWhenThereIsNoListener() {
        new ErrorReporter(logger, null).report(event, "log*", error);

        assertThat(logger.lines).hasSize(1);
        assertThat(logger.lines.get(0))
                .startsWith("WARNING handler=log* failed on an event of type=login timestamp=" + event.timestamp())
                .doesNotContain("secret");
        assertThat(logger.thrown).containsExactly(error);
    }

    @Test
    void shouldNotifyTheListenerInsteadOfLogging() {
        List<DispatchError> reported = new ArrayList<>();

        new ErrorReporter(logger, reported::add).report(event, "log*", error);

        assertThat(reported).containsExactly(new DispatchError(event, "log*", error));
        assertThat(logger.lines).isEmpty();
    }

    @Test
    void shouldLogBothErrorsWhenTheListenerThrows() {
        IllegalArgumentException second = new IllegalArgumentException("listener");

        new ErrorReporter(logger, failure -> {
                    throw second;
                })
                .report(event, "log*", error);

        assertThat(logger.lines).hasSize(1);
        assertThat(logger.lines.get(0))
                .startsWith("WARNING the error listener failed")
                .contains("handler=log*");
        assertThat(logger.thrown).containsExactly(second);
        assertThat(second).hasSuppressedException(error);
    }

    @Test
    void shouldLogIfTheListenerThrowsTheReportedError() {
        new ErrorReporter(logger, failure -> {
                    throw error;
                })
                .report(event, "log*", error);

        assertThat(logger.thrown).containsExactly(error);
    }

    @Test
    void shouldRethrowVirtualMachineErrors() {
        StackOverflowError fatal = new StackOverflowError("simulated");

        assertThatThrownBy(() -> new ErrorReporter(logger, null).report(event, "*", fatal))
                .isSameAs(fatal);
        assertThatThrownBy(() -> new ErrorReporter(logger, failure -> {
                            throw fatal;
                        })
                        .report(event, "*", error))
                .isSameAs(fatal);
        assertThat(logger.lines).isEmpty();
    }
}
