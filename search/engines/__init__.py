"""The engines that answer a question: one contract (`base`), an embedded one and Elasticsearch."""
