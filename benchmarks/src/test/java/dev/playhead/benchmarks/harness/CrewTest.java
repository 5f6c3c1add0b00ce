package dev.playhead.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CrewTest {
    @Test
    void shouldAlwaysRunAMemberOnTheSameThread() {
        Thread[] threads = new Thread[4];
        try (Crew crew = new Crew(threads.length)) {
            crew.run(member -> threads[member] = Thread.currentThread());
            assertThat(threads).doesNotHaveDuplicates();
            for (int round = 0; round < 100; round++) {
                boolean[] same = new boolean[threads.length];
                crew.run(member -> same[member] = threads[member] == Thread.currentThread());
                assertThat(same).containsOnly(true);
            }
        }
    }

    @Test
    void shouldFailWhenAMemberFails() {
        try (Crew crew = new Crew(2)) {
            assertThatThrownBy(() -> crew.run(member -> {
                        throw new IllegalArgumentException("member=" + member);
                    }))
                    .hasRootCauseMessage("member=0");
        }
    }
}
