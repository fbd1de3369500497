"""Splink on the same table, run by an interpreter that has it: ``python splink_beside.py IN OUT``.

The model is a plain one for people, trained without labels as its guide says. Prints one JSON line.
"""

import json
import resource
import sys
import time

import pandas as pd
import splink
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def main() -> None:
    """Deduplicate IN (Parquet with ``row`` and the fields) and write ``row, cluster`` to OUT."""
    table = pd.read_parquet(sys.argv[1]).replace("", None)
    table["reading"] = table["reading"].str.lower()
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        comparisons=[
            cl.JaroWinklerAtThresholds("reading", [0.92, 0.8]),
            cl.LevenshteinAtThresholds("birth_date", [1]),
            cl.LevenshteinAtThresholds("phone", [1]),
            cl.LevenshteinAtThresholds("email", [1]),
            cl.ExactMatch("company"),
            cl.ExactMatch("city"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("phone"), block_on("email"), block_on("reading"),
            block_on("birth_date", "substr(reading, 1, 2)"),
            block_on("company", "substr(reading, 1, 3)"),
        ],
    )  # fmt: skip
    started, wall = time.process_time(), time.perf_counter()
    linker = _linker(table, settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("email"), block_on("reading", "birth_date")], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("email"), block_on("reading")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.95)
    found = clusters.as_pandas_dataframe()[["row", "cluster_id"]]
    told = {
        "version": splink.__version__,
        "cpu_s": time.process_time() - started,
        "wall_s": time.perf_counter() - wall,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    found.to_csv(sys.argv[2], index=False)
    print(json.dumps(told))


def _linker(table: pd.DataFrame, settings: SettingsCreator) -> Linker:
    """Make a linker; version 5 takes the table registered, version 4 as it is."""
    api = DuckDBAPI()
    if int(splink.__version__.split(".")[0]) >= 5:
        return Linker(api.register(table), settings)
    return Linker(table, settings, api)


if __name__ == "__main__":
    main()
