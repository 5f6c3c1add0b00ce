package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.playhead.event.SequenceRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferListenerTest {
    private final List<HistoryProblem> reported = new ArrayList<>();

    private BufferListener listener(boolean readOnly) {
        Problems problems = new Problems(Runnable::run);
        problems.listen(reported::add);
        return new BufferListener(problems, readOnly);
    }

    @Test
    void shouldReportProblemsBeforeItIsConnected() {
        BufferListener listener = listener(false);
        IllegalStateException failure = new IllegalStateException("disk");

        listener.lost(new SequenceRange(3, 5), "damaged", failure);
        listener.sealingFailed(failure);
        listener.shed(7);
        listener.storeFailed(failure);
        listener.storeResumed();

        assertThat(reported)
                .extracting(HistoryProblem::kind)
                .containsExactly(
                        HistoryProblem.Kind.EVENTS_LOST,
                        HistoryProblem.Kind.SEALING_FAILED,
                        HistoryProblem.Kind.MEMORY_SHORT,
                        HistoryProblem.Kind.STORE_FAILED,
                        HistoryProblem.Kind.STORE_RESUMED);
        assertThat(reported.get(0).message()).contains("are lost: damaged");
        assertThat(reported.get(0).cause()).contains(failure);
        assertThat(reported.get(3).message()).startsWith("the store failed").endsWith("disk");
    }

    @Test
    void shouldReportFailedReadsIfTheHistoryIsReadOnly() {
        listener(true).storeFailed(new IllegalStateException("disk"));

        assertThat(reported)
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.message()).isEqualTo("the store cannot be read; retrying: disk"));
    }

    @Test
    void shouldFailClearlyIfTheBufferIsStartedBeforeTheListenerIsConnected() {
        BufferListener listener = listener(false);

        assertThatNullPointerException().isThrownBy(listener::rolled).withMessageContaining("connected");
    }
}
