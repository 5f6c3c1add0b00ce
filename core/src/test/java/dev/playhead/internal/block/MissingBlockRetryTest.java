package dev.playhead.internal.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.block.CorruptBlockException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MissingBlockRetryTest {
    private static final int MANY = 5_000;

    private static MissingBlockException missing(@Nullable Throwable cause) {
        return new MissingBlockException("events=0..9", cause);
    }

    @Test
    void shouldRetryForEachDamagedBlock() {
        AtomicInteger asked = new AtomicInteger();
        String answer = MissingBlockRetry.ask(() -> {
            if (asked.incrementAndGet() <= MANY) {
                throw missing(new IllegalStateException("damaged"));
            }
            return "the rest";
        });

        assertThat(answer).isEqualTo("the rest");
        assertThat(asked).hasValue(MANY + 1);
    }

    @Test
    void shouldGiveUpAfterAThousandDroppedBlocks() {
        AtomicInteger asked = new AtomicInteger();

        assertThatThrownBy(() -> MissingBlockRetry.ask(() -> {
                    asked.incrementAndGet();
                    throw missing(null);
                }))
                .isInstanceOf(MissingBlockException.class)
                .hasMessage("events=0..9");
        assertThat(asked).hasValue(1_000);
    }

    @Test
    void shouldCountDroppedBlocksFromZeroAfterAnAnswer() {
        MissingBlockRetry retry = new MissingBlockRetry();
        for (int i = 0; i < MANY; i++) {
            retry.missed(missing(null));
            retry.answered();
        }
        for (int i = 1; i < 1_000; i++) {
            retry.missed(missing(null));
        }

        assertThatThrownBy(() -> retry.missed(missing(null))).isInstanceOf(MissingBlockException.class);
    }

    @Test
    void shouldNotRetryAfterAnotherFailure() {
        AtomicInteger asked = new AtomicInteger();

        assertThatThrownBy(() -> MissingBlockRetry.ask(() -> {
                    asked.incrementAndGet();
                    throw new CorruptBlockException("in memory", new IllegalStateException());
                }))
                .isInstanceOf(CorruptBlockException.class);
        assertThat(asked).hasValue(1);
    }
}
