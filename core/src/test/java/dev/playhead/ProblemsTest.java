package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.HistoryProblem.Kind;
import dev.playhead.bus.Subscription;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    private final QueueingExecutor executor = new QueueingExecutor();
    private final Problems problems = new Problems(executor);
    private final List<String> reported = new ArrayList<>();
    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void closeTheLog() {
        log.close();
    }

    private void report(String message) {
        problems.report(Kind.LISTENER_FAILED, message, null);
    }

    @Test
    void shouldLogProblemsWhileThereIsNoListener() {
        report("first");
        Subscription subscription = problems.listen(problem -> reported.add(problem.message()));
        report("second");
        executor.runAll();
        subscription.close();
        subscription.close();
        report("third");

        assertThat(reported).containsExactly("second");
        assertThat(log.lines).containsExactly("LISTENER_FAILED: first", "LISTENER_FAILED: third");
    }

    @Test
    void shouldReportAFailedStoreToNewListenersUntilItWorksAgain() {
        problems.report(Kind.STORE_FAILED, "the disk is full", null);
        report("something else");
        assertThat(problems.storeFailure()).contains("the disk is full");
        problems.listen(problem -> reported.add("a " + problem.message()));
        problems.report(Kind.STORE_RESUMED, "there is room", null);
        problems.listen(problem -> reported.add("b " + problem.message()));
        report("more");
        executor.runAll();

        assertThat(reported).containsExactly("a the disk is full", "a there is room", "a more", "b more");
        assertThat(problems.storeFailure()).isEmpty();
        assertThat(log.lines).containsExactly("STORE_FAILED: the disk is full", "LISTENER_FAILED: something else");
    }

    @Test
    void shouldReportToEachListenerInOrderByOneTask() {
        problems.listen(problem -> reported.add("a " + problem.message()));
        problems.listen(problem -> reported.add("b " + problem.message()));
        report("1");
        report("2");
        assertThat(executor.tasks).hasSize(2);
        executor.runAll();
        report("3");
        executor.runAll();

        assertThat(reported).containsExactly("a 1", "a 2", "b 1", "b 2", "a 3", "b 3");
    }

    @Test
    void shouldReportNothingMoreAfterTheSubscriptionIsClosed() {
        Subscription[] subscription = {null};
        subscription[0] = problems.listen(problem -> {
            reported.add(problem.message());
            subscription[0].close();
        });
        report("1");
        report("2");
        executor.runAll();

        assertThat(reported).containsExactly("1");
    }

    @Test
    void shouldLogExceptionsOfAListenerAndContinue() {
        problems.listen(problem -> {
            reported.add(problem.message());
            throw new AssertionError("no");
        });
        report("1");
        report("2");
        executor.runAll();

        assertThat(reported).containsExactly("1", "2");
        assertThat(log.lines)
                .hasSize(2)
                .allMatch(line -> line.startsWith("a problem listener threw when it received: "));
    }

    @Test
    void shouldLogAProblemIfTheExecutorRefusesTheTaskAndReportTheNextProblem() {
        problems.listen(problem -> reported.add(problem.message()));
        executor.refusing = true;
        report("1");
        executor.refusing = false;
        report("2");
        executor.runAll();

        assertThat(reported).containsExactly("2");
        assertThat(log.lines).containsExactly("the executor refused to run a problem listener", "LISTENER_FAILED: 1");
    }

    @Test
    void shouldLogProblemsBeyondTheQueueOfASlowListener() {
        problems.listen(problem -> reported.add(problem.message()));
        for (int i = 0; i < Problems.MAX_WAITING + 2; i++) {
            report("" + i);
        }
        executor.runAll();

        assertThat(reported).hasSize(Problems.MAX_WAITING);
        assertThat(log.lines).hasSize(2);
    }
}
