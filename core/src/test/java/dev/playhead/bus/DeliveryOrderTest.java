package dev.playhead.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryOrderTest {
    private final DeliveryOrder order = new DeliveryOrder();
    private final List<String> calls = new ArrayList<>();

    @Test
    void shouldReportWhetherTheThreadIsDelivering() {
        order.submit(() -> calls.add("delivering " + order.isDelivering()));

        assertThat(calls).containsExactly("delivering true");
        assertThat(order.isDelivering()).isFalse();
    }

    @Test
    void shouldRunTheOtherDeliveriesAndThrowTheFirstError() {
        IllegalStateException first = new IllegalStateException("simulated broken logger");
        AssertionError second = new AssertionError();

        assertThatThrownBy(() -> order.submit(() -> {
                    order.submit(() -> {
                        throw second;
                    });
                    order.submit(() -> calls.add("the rest"));
                    throw first;
                }))
                .isSameAs(first)
                .hasSuppressedException(second);

        order.submit(() -> calls.add("afterwards"));
        assertThat(calls).containsExactly("the rest", "afterwards");
    }
}
