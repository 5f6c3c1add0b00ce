package dev.playhead.benchmarks.contender;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SerializerContenderTest {
    @Test
    void shouldCopyThePayloadWithoutItsSecret() {
        List<Setup> all = new ArrayList<>(Setup.BEAN_SERIALIZERS);
        all.addAll(Setup.MAP_SERIALIZERS);
        for (Setup setup : all) {
            try (Contender contender = setup.open()) {
                Contender.Lane lane = contender.lane();
                lane.record(lane.make(5));
                assertThat(lane.record(lane.make(6))).as(setup.description()).isEqualTo(1);

                SerializerContender serializer = (SerializerContender) contender;
                assertThat(new String(serializer.copy(5), StandardCharsets.ISO_8859_1))
                        .as(setup.description())
                        .contains("order")
                        .doesNotContain("e9c1a7b", "token");
            }
        }
    }
}
