package dev.playhead.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionPolicyTest {
    @Test
    void shouldHaveOnlyTheGivenLimits() {
        RetentionPolicy policy = RetentionPolicy.unlimited()
                .withMaxCount(1)
                .withMaxAge(Duration.ofNanos(1))
                .withMaxBytes(2)
                .withMaxCount(3);

        assertThat(policy.maxCount()).hasValue(3);
        assertThat(policy.maxAge()).contains(Duration.ofNanos(1));
        assertThat(policy.maxBytes()).hasValue(2);
        assertThat(RetentionPolicy.unlimited().maxCount()).isEmpty();
        assertThat(RetentionPolicy.unlimited().maxAge()).isEmpty();
        assertThat(RetentionPolicy.unlimited().maxBytes()).isEmpty();
    }

    @Test
    void shouldRefuseALimitThatIsNotPositive() {
        RetentionPolicy policy = RetentionPolicy.unlimited();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.withMaxCount(0))
                .withMessage("maxCount=0 is not positive; leave it out for no limit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.withMaxBytes(-1))
                .withMessageContaining("maxBytes=-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.withMaxAge(Duration.ZERO))
                .withMessageContaining("maxAge=PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.withMaxAge(Duration.ofMillis(-1)))
                .withMessageContaining("maxAge=PT-0.001S");
    }
}
