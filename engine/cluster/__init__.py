"""Jobs on other processes and machines, by Dask (docs/CLUSTER.md).

In: a `FileJob` and the paths of its files, which travel as bytes. Out: events, and the files that the job wrote.
Nothing listens unless a local cluster is asked for, and that on the loopback interface alone.
"""

from .cluster import Cluster, Ended, Reported, Submitted, open_cluster
from .connection import ClusterSettings
from .delivery import Delivery
from .single import run_one

__all__ = ["Cluster", "ClusterSettings", "Delivery", "Ended", "Reported", "Submitted", "open_cluster", "run_one"]
