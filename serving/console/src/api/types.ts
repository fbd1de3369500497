/** The values the API speaks in, under the names the screens use; all from the OpenAPI file. */
import type { components } from '@/api/schema';

type Schemas = components['schemas'];

export type EducationName = Schemas['TalentCard']['education'];
export type Span = Schemas['SpanOut'];
export type Evidence = Schemas['EvidenceOut'];
export type SkillName = Schemas['SkillName'];
export type Skill = Schemas['SkillOut'];
export type Place = Schemas['PlaceOut'];
export type TalentCard = Schemas['TalentCard'];
export type Talent = Schemas['TalentOut'];
export type TalentFields = Partial<Schemas['TalentFields']>;
export type ExportColumn = Schemas['Column'];
export type Interaction = Schemas['InteractionOut'];
export type Attachment = Schemas['AttachmentOut'];
export type Source = Schemas['SourceOut'];

export type RequirementKind = Schemas['RequirementKind'];
export type Requirement = Schemas['RequirementOut'];
export type RequirementBody = Schemas['RequirementBody'];
export type TwoLanguages = Schemas['Words'];
export type JobStatus = Schemas['JobSummary']['status'];
export type JobSummary = Schemas['JobSummary'];
export type Job = Schemas['JobOut'];
export type Parsed = Schemas['ParsedOut'];

export type DecisionWord = Schemas['DecisionBody']['decision'];
export type Decision = Schemas['DecisionOut'];
export type Reason = Schemas['ReasonOut'];
export type Match = Schemas['MatchOut'];
export type Shortlist = Schemas['ShortlistOut'];
export type ShortlistSummary = Schemas['ShortlistSummary'];
export type Compare = Schemas['CompareOut'];

export type ImportRun = Schemas['ImportOut'];
export type Rejected = Schemas['RejectedOut'];
export type ModelVersion = Schemas['ModelOut'];
export type System = Schemas['SystemOut'];

export type Role = Schemas['Role'];
export type Permission = Schemas['Permission'];
export type Account = Schemas['AccountOut'];
export type Session = Schemas['SessionOut'];
export type Token = Schemas['TokenOut'];
export type Sending = Schemas['SendingOut'];
