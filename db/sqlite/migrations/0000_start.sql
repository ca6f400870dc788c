CREATE TABLE `contacts` (
	`id` integer PRIMARY KEY NOT NULL,
	`ours` text NOT NULL,
	`channel` text NOT NULL,
	`theirs` text NOT NULL,
	`name` text,
	`language` text,
	`attributes` blob,
	`opted_out_at` integer,
	`last_inbound_at` integer,
	`verified_phone` blob,
	`verified_phone_hash` blob,
	`verified_at` integer,
	`verified_until` integer,
	`verified_by` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contacts_key` ON `contacts` (`theirs`,`ours`,`channel`);--> statement-breakpoint
CREATE INDEX `contacts_by_verified_phone` ON `contacts` (`verified_phone_hash`) WHERE verified_phone_hash is not null;--> statement-breakpoint
CREATE TABLE `conversations` (
	`id` integer PRIMARY KEY NOT NULL,
	`contact_id` integer NOT NULL,
	`flow` text NOT NULL,
	`version` text NOT NULL,
	`revision` integer NOT NULL,
	`status` text NOT NULL,
	`outcome` text,
	`data` text NOT NULL,
	`secrets` blob,
	`started_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `conversations_open` ON `conversations` (`contact_id`) WHERE status <> 'ended';--> statement-breakpoint
CREATE INDEX `conversations_of_contact` ON `conversations` (`contact_id`);--> statement-breakpoint
CREATE INDEX `conversations_by_status` ON `conversations` (`status`);--> statement-breakpoint
CREATE INDEX `conversations_started` ON `conversations` (`started_at`);--> statement-breakpoint
CREATE TABLE `data_keys` (
	`name` text PRIMARY KEY NOT NULL,
	`sealed` blob NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `dedupe` (
	`key` blob PRIMARY KEY NOT NULL,
	`message_id` integer NOT NULL,
	`at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `flow_versions` (
	`flow` text NOT NULL,
	`version` text NOT NULL,
	`content` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`flow`, `version`)
);
--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`conversation_id` integer,
	`message_id` integer,
	`contact_id` integer,
	`priority` integer DEFAULT 0 NOT NULL,
	`due_at` integer NOT NULL,
	`leased` integer DEFAULT false NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`revision` integer DEFAULT 0 NOT NULL,
	`key` text,
	`data` blob,
	`expires_at` integer,
	`error` text,
	`dead_at` integer,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `jobs_conversation_id_unique` ON `jobs` (`conversation_id`);--> statement-breakpoint
CREATE INDEX `jobs_due` ON `jobs` (`due_at`) WHERE dead_at is null and kind not in ('send', 'event');--> statement-breakpoint
CREATE INDEX `jobs_events` ON `jobs` (`contact_id`,`id`) WHERE dead_at is null and kind = 'event';--> statement-breakpoint
CREATE INDEX `jobs_outbox` ON `jobs` (`contact_id`,`message_id`) WHERE dead_at is null and kind in ('send', 'settle');--> statement-breakpoint
CREATE INDEX `jobs_dead` ON `jobs` (`id`) WHERE dead_at is not null;--> statement-breakpoint
CREATE INDEX `jobs_urgent` ON `jobs` (`priority`) WHERE priority > 0;--> statement-breakpoint
CREATE INDEX `jobs_of_message` ON `jobs` (`message_id`) WHERE message_id is not null;--> statement-breakpoint
CREATE TABLE `messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`contact_id` integer NOT NULL,
	`conversation_id` integer,
	`direction` text NOT NULL,
	`status` text NOT NULL,
	`route` text,
	`reply_to` integer,
	`sid` text,
	`text` blob,
	`shown` blob,
	`media` text,
	`extra` blob,
	`button` text,
	`author` text,
	`error` text,
	`segments` integer,
	`tried_at` integer,
	`secret` integer,
	`repeated` integer,
	`at` integer NOT NULL,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `messages_of_conversation` ON `messages` (`conversation_id`);--> statement-breakpoint
CREATE INDEX `messages_apart` ON `messages` (`contact_id`) WHERE conversation_id is null;--> statement-breakpoint
CREATE INDEX `messages_sent_by_contact` ON `messages` (`contact_id`) WHERE direction = 'out' and sid is not null;--> statement-breakpoint
CREATE INDEX `messages_by_sid` ON `messages` (`sid`) WHERE direction = 'out' and sid is not null;--> statement-breakpoint
CREATE INDEX `messages_kept` ON `messages` (`contact_id`) WHERE status = 'kept';--> statement-breakpoint
CREATE INDEX `messages_unsettled` ON `messages` (`status`) WHERE status in ('queued', 'sending', 'unknown');--> statement-breakpoint
CREATE TABLE `meta` (
	`key` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `opt_outs` (
	`key` blob PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `own_numbers` (
	`ours` text NOT NULL,
	`channel` text NOT NULL,
	`swept_until` integer,
	PRIMARY KEY(`ours`, `channel`)
);
--> statement-breakpoint
CREATE TABLE `traces` (
	`conversation_id` integer NOT NULL,
	`turn` integer NOT NULL,
	`at` integer NOT NULL,
	`data` text NOT NULL,
	PRIMARY KEY(`conversation_id`, `turn`),
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `traces_calls` ON `traces` (`at`) WHERE instr(data, '"call":{') > 0;--> statement-breakpoint
CREATE INDEX `traces_failed` ON `traces` (`conversation_id`) WHERE instr(data, '"call":{"ok":false') > 0;--> statement-breakpoint
CREATE TABLE `audit` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`who` text NOT NULL,
	`address` text NOT NULL,
	`action` text NOT NULL,
	`target` text
);
--> statement-breakpoint
CREATE INDEX `audit_by_action` ON `audit` (`action`);--> statement-breakpoint
CREATE TABLE `drafts` (
	`flow` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`base` text,
	`by` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `publications` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`flow` text NOT NULL,
	`version` text NOT NULL,
	`source` text NOT NULL,
	`how` text NOT NULL,
	`by` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `publications_of_flow` ON `publications` (`flow`,`id`);--> statement-breakpoint
CREATE TABLE `otp_calls` (
	`key` blob PRIMARY KEY NOT NULL,
	`request` blob NOT NULL,
	`answer` text,
	`started_at` integer NOT NULL,
	`kept_until` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `otp_calls_kept` ON `otp_calls` (`kept_until`);--> statement-breakpoint
CREATE TABLE `otp_challenges` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`phone` blob NOT NULL,
	`contact` blob NOT NULL,
	`prefix` blob NOT NULL,
	`country` text NOT NULL,
	`code` blob NOT NULL,
	`checks` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`replaced_at` integer,
	`approved_at` integer,
	`paused_until` integer,
	`kept_until` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `otp_challenges_id` ON `otp_challenges` (`id`);--> statement-breakpoint
CREATE INDEX `otp_challenges_sent` ON `otp_challenges` (`created_at`);--> statement-breakpoint
CREATE INDEX `otp_challenges_prefix` ON `otp_challenges` (`prefix`,`created_at`);--> statement-breakpoint
CREATE INDEX `otp_challenges_phone` ON `otp_challenges` (`phone`,`kept_until`);--> statement-breakpoint
CREATE INDEX `otp_challenges_contact` ON `otp_challenges` (`contact`,`kept_until`);--> statement-breakpoint
CREATE INDEX `otp_challenges_kept` ON `otp_challenges` (`kept_until`);--> statement-breakpoint
CREATE TABLE `otp_countries` (
	`country` text PRIMARY KEY NOT NULL,
	`closed_at` integer NOT NULL,
	`opens_at` integer NOT NULL,
	`closings` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `otp_traffic` (
	`country` text NOT NULL,
	`minute` integer NOT NULL,
	`sends` integer NOT NULL,
	`approved` integer NOT NULL,
	PRIMARY KEY(`country`, `minute`)
);
--> statement-breakpoint
CREATE INDEX `otp_traffic_minute` ON `otp_traffic` (`minute`);
--> statement-breakpoint
CREATE TRIGGER `audit_no_update` BEFORE UPDATE ON `audit` BEGIN SELECT RAISE(ABORT, 'The audit log is only added to.'); END;
--> statement-breakpoint
CREATE TRIGGER `audit_no_delete` BEFORE DELETE ON `audit` WHEN OLD.at >= coalesce((SELECT value FROM meta WHERE key = 'audit_kept_from'), 0) BEGIN SELECT RAISE(ABORT, 'The audit log is only added to.'); END;
