"""What is recorded of a training: the MLflow run, its pictures, the model card."""
