const ZH = `推荐算法工程师（深圳）

岗位职责：
1. 负责内容推荐的召回、排序模型的设计与优化，持续提升点击率和留存；
2. 建设特征与样本的数据流程，跟踪线上效果，设计并分析 A/B 实验；
3. 与产品、工程团队协作，推动模型上线。

任职要求：
1. 本科及以上学历，计算机、数学、统计等相关专业；
2. 3 年以上推荐、搜索或广告算法经验；
3. 熟练掌握 Python，熟悉 PyTorch 或 TensorFlow 至少一种；
4. 熟悉机器学习常用模型，有大规模数据处理经验，掌握 Spark、SQL。

加分项：
1. 有大语言模型应用经验；
2. 熟悉 C++，有在线推理性能优化经验；
3. 英语可作为工作语言。`;

const EN = `Senior Data Engineer, Shanghai

What you will do
- Design and run batch and streaming pipelines that feed analytics and machine learning.
- Own data quality, lineage and cost of the warehouse.
- Work with data scientists and product teams across two time zones.

Requirements
- Bachelor's degree in computer science or a related field.
- At least 5 years of experience in data engineering.
- Strong Python and SQL; production experience with Apache Spark and Kafka.
- Experience with a cloud platform such as AWS.

Nice to have
- Airflow, dbt, Docker and Kubernetes.
- Spoken Mandarin.`;

/** A job of our own words to try the page with. */
export function example(zh: boolean): string {
  return zh ? ZH : EN;
}
