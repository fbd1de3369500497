/** The values the API speaks in; names are those of the OpenAPI file. */

export type Paged<T> = { items: T[]; next_cursor: string | null; total: number };
export type EducationName = 'unknown' | 'secondary' | 'diploma' | 'bachelor' | 'master' | 'doctorate';
export type Span = { source_id: string; start: number; end: number; text: string };
export type SkillName = { id: string; name: string; en: string; zh: string };
export type Skill = SkillName & { kind: 'knowledge' | 'ability'; evidence: Span[] };
export type Place = { city: string; province: string; country: string };
export type Employment = { title: string; company: string; start: string; end: string; current: boolean; description: string; occupation_id: string; evidence: Span[] };
export type Education = { school: string; level: EducationName; degree: string; major: string; start: string; end: string; evidence: Span[] };
export type LanguageFact = { code: string; level: string; evidence: Span[] };

export type TalentCard = {
  id: string; name: string; headline: string; company: string; place: Place; years: number | null;
  education: EducationName; skills: SkillName[]; languages: string[]; updated_at: string; invented: boolean;
};
export type Talent = Omit<TalentCard, 'skills'> & {
  skills: Skill[]; emails: string[]; phones: string[]; contact_hidden: boolean; summary: string;
  employments: Employment[]; educations: Education[]; language_facts: LanguageFact[]; certificates: string[];
  desired_places: Place[]; provenance: Record<string, string>; version: number; created_at: string;
  team_id: string | null; owner_id: string | null;
};
export type TalentFields = Partial<{
  name: string; emails: string[]; phones: string[]; headline: string; summary: string; years: number;
  skills: { name: string; id?: string }[]; place: Place; certificates: string[];
  employments: Omit<Employment, 'occupation_id' | 'evidence'>[];
}>;
export type Interaction = { id: string; kind: string; direction: string; channel: string; at: string; known_at: string; summary: string; actor_id: string };
export type Attachment = { id: string; file_name: string; media_type: string; size: number; version: number; created_at: string };
export type Source = { id: string; source: string; channel: string; external_id: string; received_at: string; attachment_id: string; fields: string[] };
export type SourceText = { source_id: string; text: string };

export type RequirementKind = 'skill' | 'title' | 'years' | 'education' | 'language' | 'place' | 'certificate';
export type Requirement = { kind: RequirementKind; key: string; label: string; must: boolean; weight: number; span?: Span | null; origin: 'parsed' | 'edited' | 'added' };
export type RequirementBody = { kind: RequirementKind; key: string; label: string; must: boolean; weight: number };
export type TwoLanguages = { zh: string; en: string };
export type Notice = { code: string; text: TwoLanguages };
export type JobStatus = 'open' | 'paused' | 'closed';
export type JobSummary = {
  id: string; title: string; status: JobStatus; team_id: string | null; hiring_manager_id: string | null; owner_id: string | null;
  jd_version: number; language: string; must_count: number; nice_count: number; shortlists: number; created_at: string; updated_at: string; invented: boolean;
};
export type Job = JobSummary & { text: string; version: number; source: string; external_id: string; requirements: Requirement[]; min_years: number | null; education: string; notices: Notice[] };
export type Parsed = { title: string; language: string; requirements: Requirement[]; min_years: number | null; education: string; notices: Notice[] };

export type DecisionWord = 'accept' | 'maybe' | 'reject';
export type Decision = { decision: DecisionWord; reason: string; decided_by: string; decided_by_name: string; decided_at: string };
export type Reason = { code: string; group: string; text: TwoLanguages; contribution: number; positive: boolean; evidence: Span[] };
export type Match = { rank: number; score: number; talent: TalentCard; reasons: Reason[]; missing: Requirement[]; changes: Reason[]; decision: Decision | null };
export type Shortlist = {
  id: string; job_id: string; job_title: string; jd_version: number; requirements: Requirement[]; created_at: string; created_by: string;
  rows: Match[]; list: string; where: string; top: number; model_version: string; considered: number | null; retrieved: number; notices: Notice[]; timings_ms: Record<string, number>;
};
export type ShortlistSummary = { id: string; job_id: string; job_title: string; jd_version: number; list: string; where: string; top: number; model_version: string; created_at: string; created_by: string; people: number; decided: number; accepted: number };
export type WhyNot = {
  talent: TalentCard; stage: 'filtered' | 'not-retrieved' | 'below-the-cut' | 'not-indexed' | 'listed'; text: TwoLanguages; rank: number | null;
  score: number | null; gap: number | null; failed_clauses: string[]; reasons: Reason[]; missing: Requirement[]; changes: Reason[];
};
export type Compare = { shortlist_id: string; people: Match[]; rows: { requirement: Requirement; met: (boolean | null)[]; evidence: Span[][] }[] };
export type Review = { shortlist_id: string; job_id: string; job_title: string; created_at: string; people: number; decided: number };
export type JobForTalent = { job_id: string; title: string; score: number; reasons: Reason[]; missing: Requirement[] };
export type JobsForTalent = { items: JobForTalent[]; model_version: string; notices: Notice[] };

export type Column = { column: string; field: string; guessed: boolean; samples: string[] };
export type Verdict = { line: number; name: string; verdict: 'new' | 'update' | 'unchanged' | 'refused'; field: string; reason: string };
export type ImportRun = {
  id: string; kind: 'talents' | 'jobs'; source: string; file_name: string; status: 'waiting' | 'running' | 'done' | 'failed'; dry_run: boolean;
  columns: Column[]; fields: string[]; sample: Verdict[]; counts: { total: number; created: number; updated: number; unchanged: number; refused: number };
  done: number; total: number | null; note: string; error: string; version: number; created_at: string; finished_at: string | null;
};

export type ModelVersion = { version: string; kind: string; stage: 'champion' | 'challenger' | 'archived' | 'candidate'; serving: boolean; metrics: Record<string, unknown>; card: string; created_at: string; promoted_at: string | null; promoted_by: string };
export type Models = { items: ModelVersion[]; serving: string };
export type System = {
  version: string; people: number; jobs: number; open_jobs: number; shortlists: number;
  index: { ready: boolean; generation: string; indexed: number; waiting: number; encoder: string }; model_version: string; demo: boolean; notices: Notice[];
};

export type Role = 'admin' | 'recruiter' | 'hiring_manager' | 'data_scientist' | 'viewer';
export type Account = { id: string; email: string; name: string; role: Role; state: 'invited' | 'active' | 'deactivated'; active: boolean; team_ids: string[]; language: string; timezone: string; density: string; theme: string; created_at: string; last_seen_at: string | null };
export type Session = { account: Account; csrf_token: string; permissions: string[] };
export type Team = { id: string; name: string; members: number };
export type Token = { id: string; name: string; prefix: string; scopes: string[]; created_at: string; expires_at: string; last_used_at: string | null };
export type AuditEntry = { id: number; at: string; actor_id: string; action: string; subject: string; details: Record<string, unknown>; sealed: boolean };
export type Rejected = { line: number; field: string; reason: string; row: Record<string, string> };
