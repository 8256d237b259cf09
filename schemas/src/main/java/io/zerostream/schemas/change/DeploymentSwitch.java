package io.zerostream.schemas.change;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.ModelFold;
import io.zerostream.schemas.registry.RegistryWriter.Planned;
import io.zerostream.schemas.registry.RegistryWriter.Written;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Changes which model versions serve, by one record of the deployment each, planned on what both registries have. All
 * methods give back the deployment's newest revision, which is the one before when it says the same already, and how far
 * model-registry must be read to know it; they throw
 * {@link ChangeRefusedException} when the change does not fit, and {@link
 * io.zerostream.schemas.registry.RegistryWriteException} when it could not be written.
 */
public final class DeploymentSwitch {
    private final RegistryEditor editor;

    /** @param editor who changes */
    public DeploymentSwitch(RegistryEditor editor) {
        this.editor = editor;
    }

    /**
     * Lets a published version serve. A canary ends; so does a shadow, unless it is another version of that model. Makes the
     * deployment when there is none.
     *
     * @param set default class set; null = the present one where it is in the model's space, else the one named as that space
     */
    public Written<Deployment> activate(String deployment, String model, String version, @Nullable String set) {
        return change(next -> next.activate(deployment, model, version, set));
    }

    /**
     * Lets a published version serve, as {@link #activate}, with the default class set that the deployment has.
     *
     * @param otherwise default class set where the present one is not in the model's space, or there is none
     */
    public Written<Deployment> activateKeepingSet(String deployment, String model, String version, String otherwise) {
        return change(next -> next.activateKeepingSet(deployment, model, version, otherwise));
    }

    /**
     * Lets a version of the deployment's model label a share of the pictures.
     *
     * @param version null = the canary ends
     * @param share above 0 and at most 1
     */
    public Written<Deployment> canary(String deployment, @Nullable String version, float share) {
        return change(next -> next.canary(deployment, version, share));
    }

    /**
     * Lets a version of the deployment's model label every picture beside, to {@code labels-shadow}.
     *
     * @param version null = the shadow ends
     */
    public Written<Deployment> shadow(String deployment, @Nullable String version) {
        return change(next -> next.shadow(deployment, version));
    }

    /**
     * Lets an alias or a source use a class set, by one record; everything that points to the alias follows.
     *
     * @param alias an alias or a source id
     * @param set null = it has none of its own any more
     */
    public Written<Deployment> use(String deployment, String alias, @Nullable String set) {
        return change(next -> next.use(deployment, alias, set));
    }

    /**
     * Lets what served before serve again, be it another model: see {@link DeploymentHistory#before}. A model of another
     * space comes back with the class sets that it had.
     *
     * @param version of the deployment's model; null = what served before
     */
    public Written<Deployment> rollBack(String deployment, @Nullable String version) {
        return editor.models(() -> {
            DeploymentHistory history = DeploymentHistory.read(editor.kafka(), deployment);
            NextDeployment next = next(history.models());
            return planned(history.models(), rolledBack(next, history, next.present(deployment), version));
        });
    }

    static Deployment rolledBack(
            NextDeployment next, DeploymentHistory history, Deployment now, @Nullable String version) {
        if (version != null) {
            return next.activate(now.getName(), now.getModel(), version, null);
        }
        ModelVersion before = history.before(now);
        ModelVersion active =
                history.models().versions().get(RegistryKeys.modelVersion(now.getModel(), now.getVersion()));
        boolean sameSpace = active != null && active.getSpace().equals(before.getSpace());
        Deployment then = sameSpace ? now : history.lastOf(before).orElse(null);
        return then == null
                ? next.activate(now.getName(), before.getName(), before.getVersion(), null)
                : next.activate(
                        now.getName(),
                        before.getName(),
                        before.getVersion(),
                        then.getDefaultClassSet(),
                        then.getSourceClassSets());
    }

    private Written<Deployment> change(Function<NextDeployment, Deployment> change) {
        return editor.models(() -> {
            ModelFold models = ModelFold.read(editor.kafka());
            return planned(models, change.apply(next(models)));
        });
    }

    private NextDeployment next(ModelFold models) {
        return new NextDeployment(models, ClassFold.read(editor.kafka()), editor.author(), editor.now());
    }

    private static Planned<ModelRegistryRecord, Deployment> planned(ModelFold models, Deployment next) {
        String key = RegistryKeys.deployment(next.getName());
        Map<String, @Nullable ModelRegistryRecord> records = new LinkedHashMap<>();
        if (!next.equals(models.deployments().get(key))) {
            ModelRegistryRecord record = new ModelRegistryRecord(next);
            RegistryEditor.requireTaken(models.apply(key, record).refusal());
            records.put(key, record);
        }
        return new Planned<>(records, next);
    }
}
