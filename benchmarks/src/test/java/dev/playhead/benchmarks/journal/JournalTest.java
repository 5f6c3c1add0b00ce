package dev.playhead.benchmarks.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.benchmarks.session.GridSession;
import dev.playhead.event.GridEvent;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JournalTest {
    // two full batches and a partial one for the journals that write 1,000 events at a time
    private static final int EVENTS = 2_500;

    @TempDir
    private Path folder;

    /**
     * Checks every journal except Chronicle Queue, which needs options of the virtual machine that open packages of the
     * JDK. When Chronicle Queue is measured, the driver also checks that the journal contains all events.
     */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "CHRONICLE.*")
    void shouldKeepEveryEvent(JournalKind kind) {
        int count = kind == JournalKind.EVERY_EVENT ? 25 : EVENTS;
        Journal journal = Journal.of(kind.argument(), folder);
        for (GridEvent event : GridSession.events(3, count)) {
            journal.append(event);
        }
        journal.close();

        Journal.Contents contents = journal.settle();

        assertThat(contents.events()).isEqualTo(count);
        assertThat(contents.bytes()).isGreaterThan(count);
    }

    @Test
    void shouldRefuseAnUnknownName() {
        assertThatThrownBy(() -> Journal.of("paper", folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("journal=paper is unknown");
    }
}
