package dev.playhead.benchmarks.contender;

/** A price change as a mutable bean, with a secret property that the rules for sensitive data remove. */
public final class SecretTickBean extends TickBean {
    /**
     * The secret. The field is transient, so that serializers that read fields omit it. Other serializers call the
     * getter.
     */
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
