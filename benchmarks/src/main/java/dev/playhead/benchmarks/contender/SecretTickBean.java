package dev.playhead.benchmarks.contender;

/** A price change as a mutable bean, with a field that the rules for sensitive data remove. */
public final class SecretTickBean extends TickBean {
    /** The secret. It is transient, so that serializers of fields omit it. Other serializers read the getter. */
    private transient String token = "e9c1a7b2";

    SecretTickBean(Tick tick) {
        super(tick);
    }

    public String getToken() {
        return token;
    }

    public void setToken(String token) {
        this.token = token;
    }
}
