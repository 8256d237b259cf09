package io.zerostream.schemas;

/** Kafka consumer groups: under which name the job says how far it has come, for whoever watches its lag. */
public final class ConsumerGroups {
    private ConsumerGroups() {}

    /**
     * The group that the job of a deployment commits its offsets on {@link Topics#IMAGES} to, with each checkpoint.
     *
     * @param deployment name of the deployment
     */
    public static String ofDeployment(String deployment) {
        return "zerostream-" + deployment;
    }
}
