package io.podseg.doctor;

import java.util.List;

/** One thing that podseg needs of its host. */
@FunctionalInterface
interface Check {
    /** Looks; changes nothing. */
    List<Finding> look(Examined host);
}
