package dev.playhead.benchmarks.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SetupTest {
    @Test
    void shouldBeEqualAfterItWasPassedAsAnArgument() {
        for (Payload payload : Payload.values()) {
            Setup setup = Setup.playhead(payload);
            for (Setup one : new Setup[] {setup, setup.withRules(), setup.throughBus(), setup.inFile()}) {
                assertThat(Setup.parse(one.argument())).isEqualTo(one);
            }
        }
        for (Setup serializer : Setup.MAP_SERIALIZERS) {
            assertThat(Setup.parse(serializer.argument())).isEqualTo(serializer);
        }
        assertThat(Setup.parse(Setup.JFR_DISK.argument())).isEqualTo(Setup.JFR_DISK);
    }

    @Test
    void shouldDescribeItsEngineAndItsUse() {
        assertThat(Setup.MOST_WORK_BEAN.description()).isEqualTo("Playhead, mutable bean with a secret, rules, bus");
        assertThat(Setup.BEAN_SERIALIZERS.get(0).description()).isEqualTo("Jackson, mutable bean with a secret");
        assertThat(Setup.RING.description()).isEqualTo("ring of references");
    }

    @Test
    void shouldRefuseAnInvalidArgument() {
        assertThatThrownBy(() -> Setup.parse("playhead record"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("setup=playhead record has 1 parts");
    }
}
