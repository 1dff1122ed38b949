// Made from docs/reference/openapi.json by ui/types.mjs: npm run types.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description a number as people see it */
        Figure: {
            value: number | null;
            unit: string;
            shown: string;
            shown_unit: string;
            why?: string;
            of?: string;
        };
        /** @description a bound */
        Bound: {
            op: string;
            value: number | null;
            value_max?: number;
            unit: string;
            shown: string;
            shown_unit: string;
            why?: string;
            of?: string;
        };
        /** @description an id with its name */
        Named: {
            id: string;
            name: string;
        };
        /** @description a zone that may not be there yet */
        MayBeNamed: {
            id: string | null;
            name: string;
        };
        /** @description the day and the position of a read */
        At: {
            on: string | null;
            as_of: string | null;
            position: number;
            recorded: string | null;
        };
        /** @description the ledger */
        LedgerName: {
            name: string;
            invented: boolean;
        };
        /** @description why it was refused (RFC 9457) */
        Problem: {
            type: string;
            title: string;
            status: number;
            code: string;
            detail: string;
            field?: string;
            place?: string;
            entry?: number;
            version?: number;
            changes?: components["schemas"]["HistoryLine"][];
            request: string;
        };
        /** @description a zone */
        Zone: {
            id: string;
            name: string;
            short: string;
            type: string;
            parent: string | null;
        };
        /** @description the ledger of the session */
        SessionLedger: {
            name: string;
            invented: boolean;
            empty: boolean;
            has_targets: boolean;
            position: number;
            recorded: string | null;
            entries: number;
        };
        /** @description what the board shows when nothing is asked */
        SessionDefault: {
            zone: string;
            year: number;
            on: string;
        };
        /** @description the session */
        Session: {
            signed_in: boolean;
            /** @enum {string} */
            lang: "zh" | "en";
            ledger?: components["schemas"]["SessionLedger"];
            default?: components["schemas"]["SessionDefault"];
            years?: number[];
            zones?: components["schemas"]["Zone"][];
            account?: components["schemas"]["Account"];
        };
        /** @description whether the server is well */
        Health: {
            status: string;
            /** @enum {string} */
            disk: "ok" | "low";
        };
        /** @description a role that was given; zone and unit are empty for all */
        Held: {
            role: string;
            label: string;
            zone: string;
            unit: string;
        };
        /** @description with whose eyes one looks */
        Eyes: {
            name: string;
            role: components["schemas"]["Held"];
        };
        /** @description one's own account; may: verbs by kind, somewhere at all */
        Account: {
            id: number;
            login: string;
            name: string;
            phone: string;
            person: string | null;
            owner: boolean;
            duty: string;
            has_password: boolean;
            has_code: boolean;
            by_link: boolean;
            by_token: boolean;
            administers: string[];
            roles: components["schemas"]["Held"][];
            may: {
                [key: string]: string[];
            };
            views: components["schemas"]["Eyes"] | null;
        };
        /** @description a program's token */
        ApiToken: {
            number: number;
            label: string;
            verbs: string[];
            kinds: string;
            made: string;
            expires: string;
            seen: string | null;
        };
        /** @description the account page */
        AccountPage: {
            account: components["schemas"]["Account"];
            tokens: components["schemas"]["ApiToken"][];
        };
        /** @description it is done */
        Done: {
            done: boolean;
        };
        /** @description who signs in */
        SignIn: {
            login: string;
            password: string;
            code?: string;
        };
        /** @description login, name, telephone */
        AccountText: {
            login: string;
            name: string;
            phone?: string;
        };
        /** @description a new password; the present one unless one came by a link */
        NewPassword: {
            present?: string;
            password: string;
        };
        /** @description the secret for an authenticator */
        CodeSecret: {
            secret: string;
            uri: string;
        };
        /** @description a code */
        CodeGiven: {
            code: string;
        };
        /** @description the password */
        PasswordGiven: {
            password: string;
        };
        /** @description the scope of a new token; no kinds: all */
        NewToken: {
            label: string;
            verbs: string[];
            kinds?: string[];
            days: number;
        };
        /** @description the token, told this once */
        MadeToken: {
            token: string;
        };
        /** @description a new account */
        NewAccount: {
            login: string;
            name: string;
            phone?: string;
            person?: string;
        };
        /** @description a link by which its person sets a password */
        AccountLink: {
            id: number;
            link: string;
        };
        /** @description what is done to an account */
        AccountAct: {
            /** @enum {string} */
            act: "change" | "disable" | "enable" | "forget" | "give" | "take" | "unlock" | "sign_out" | "end_code" | "link" | "duty";
            login?: string;
            name?: string;
            phone?: string;
            person?: string;
            role?: string;
            zone?: string;
            unit?: string;
            duty?: string;
        };
        /** @description an account as administrators see it */
        AdminAccount: {
            id: number;
            login: string;
            name: string;
            phone: string;
            person: string | null;
            owner: boolean;
            duty: string;
            duty_word: string;
            disabled: boolean;
            forgotten: boolean;
            has_password: boolean;
            has_code: boolean;
            roles: components["schemas"]["Held"][];
        };
        /** @description all accounts */
        AdminAccountList: {
            items: components["schemas"]["AdminAccount"][];
        };
        /** @description a rule of a role */
        RoleRule: {
            verbs: string[];
            kinds: string[];
            own_zone: boolean;
            own_unit: boolean;
            personal: boolean;
        };
        /** @description a role */
        Role: {
            name: string;
            label: string;
            help: string;
            duty: string;
            rules: components["schemas"]["RoleRule"][];
        };
        /** @description all roles, and how many kinds there are */
        RoleList: {
            kinds: number;
            items: components["schemas"]["Role"][];
        };
        /** @description a line of the log of accounts; by 0: the command line */
        ActLine: {
            number: number;
            at: string;
            by: number;
            account: number;
            what: string;
            detail: string;
        };
        /** @description the log of accounts */
        ActList: {
            items: components["schemas"]["ActLine"][];
            next: number | null;
        };
        /** @description with whose eyes; nothing: with one's own again */
        ViewBody: {
            account?: number;
            role?: string;
            zone?: string;
            unit?: string;
        };
        /** @enum {string} */
        State: "reached" | "on_track" | "tight" | "behind" | "no_data" | "no_metric";
        /** @description a month */
        Month: {
            month: string;
            figure: components["schemas"]["Figure"] | null;
            height: number;
            /** @enum {string} */
            state: "ok" | "empty" | "missed" | "future" | "none";
        };
        /** @description a plan's name */
        PlanName: {
            id: string;
            title: string;
            year?: number;
        };
        /** @description the other account of the same thing */
        Beside: {
            metric: string;
            label: string;
            /** @enum {string} */
            account: "ledger" | "official";
            account_word: string;
            figure: components["schemas"]["Figure"];
        };
        /** @description a target */
        Target: {
            id: string | null;
            label: string;
            section: string;
            metric: string | null;
            metric_label?: string;
            /** @enum {string|null} */
            account?: "ledger" | "official" | null;
            account_word?: string;
            zone: components["schemas"]["Named"];
            park: components["schemas"]["Named"] | null;
            slice: string | null;
            slice_words?: string | null;
            period: string;
            bound: components["schemas"]["Bound"] | null;
            value: number | null;
            figure: components["schemas"]["Figure"] | null;
            share: number | null;
            time_share: number | null;
            state: components["schemas"]["State"];
            state_word: string;
            reason: string;
            gap: components["schemas"]["Figure"] | null;
            months: components["schemas"]["Month"][];
            quote: string;
            plan: components["schemas"]["Named"] | null;
            owner: components["schemas"]["Named"] | null;
            beside: components["schemas"]["Beside"] | null;
            forecast: unknown;
            rolled: boolean;
            parts: string[];
        };
        /** @description a target whose state changed within the week */
        Change: {
            target: string;
            label: string;
            from: components["schemas"]["State"];
            from_word: string;
            to: components["schemas"]["State"];
            to_word: string;
            day: string | null;
            worse: boolean;
            reason: string;
        };
        /** @description what came after a month was closed */
        Revision: {
            metric: string;
            metric_label: string;
            zone: components["schemas"]["Named"];
            month: string;
            reported: components["schemas"]["Figure"];
            now: components["schemas"]["Figure"];
            entry: number;
            reason: string;
        };
        /** @description the board's zone */
        BoardZone: {
            id: string;
            name: string;
            type: string;
        };
        /** @description targets by state */
        Counts: {
            reached: number;
            on_track: number;
            tight: number;
            behind: number;
            no_data: number;
            no_metric: number;
            all: number;
        };
        /** @description the board */
        Board: {
            ledger: components["schemas"]["LedgerName"];
            zone: components["schemas"]["BoardZone"];
            year: number;
            at: components["schemas"]["At"];
            time_share: number;
            counts: components["schemas"]["Counts"];
            plans: components["schemas"]["PlanName"][];
            undertakings: number;
            targets: components["schemas"]["Target"][];
            changes: components["schemas"]["Change"][];
            revisions: components["schemas"]["Revision"][];
        };
        /** @description a record's name */
        RecordName: {
            kind: string;
            kind_label: string;
            id: string;
            title: string;
        };
        /** @description a contribution to a figure */
        Contribution: {
            entry: number;
            record: components["schemas"]["RecordName"];
            zone: components["schemas"]["Named"] | null;
            day: string;
            metric: string;
            metric_label: string;
            delta: components["schemas"]["Figure"];
            late: boolean;
        };
        /** @description a metric's definition */
        Definition: {
            metric: string;
            label: string;
            note: string;
            how: string;
            text: string;
            file: string;
            line: number;
            unit: string;
            version: number;
            /** @enum {string} */
            account?: "ledger" | "official";
            account_word?: string;
        };
        /** @description what a figure is made of */
        Part: {
            metric: string;
            label: string;
            figure: components["schemas"]["Figure"];
            period: string;
        };
        /** @description the path by month */
        Path: {
            unit: string;
            months: string[];
            month: (components["schemas"]["Figure"] | null)[];
            cumulative: (components["schemas"]["Figure"] | null)[];
            last_year: (components["schemas"]["Figure"] | null)[];
            last_year_cumulative: (components["schemas"]["Figure"] | null)[];
            bound: components["schemas"]["Figure"] | null;
            level: boolean;
            each?: boolean;
            scale: number;
        };
        /** @description a line of a record's history */
        HistoryLine: {
            entry: number;
            recorded: string;
            act: string;
            act_word: string;
            field: string | null;
            label: string;
            before: string;
            after: string;
            effective: string | null;
            reason: string;
            author: string;
        };
        /** @description a closed month */
        Closing: {
            month: string;
            closed: number;
            recorded: string;
            reported: components["schemas"]["Figure"];
            now: components["schemas"]["Figure"];
            revised: boolean;
        };
        /** @description the sentence of the plan */
        Source: {
            plan: components["schemas"]["PlanName"];
            section: string;
            line: number | null;
            before: string;
            quote: string;
            after: string;
        };
        /** @description what counts */
        ContributionList: {
            items: components["schemas"]["Contribution"][];
            next: string | null;
            total: number;
            sum: components["schemas"]["Figure"];
        };
        /** @description what came near and does not count */
        Outsider: {
            record: components["schemas"]["RecordName"];
            day: string | null;
            reason: string;
        };
        /** @description what came near and does not count */
        OutsiderList: {
            items: components["schemas"]["Outsider"][];
            total: number;
        };
        /** @description the page of a target */
        TargetPage: {
            at: components["schemas"]["At"];
            ledger: components["schemas"]["LedgerName"];
            target: components["schemas"]["Target"];
            source: components["schemas"]["Source"] | null;
            definition: components["schemas"]["Definition"] | null;
            path: components["schemas"]["Path"] | null;
            counts: components["schemas"]["ContributionList"] | null;
            outsiders: components["schemas"]["OutsiderList"] | null;
            history: components["schemas"]["HistoryLine"][];
            history_total?: number;
            closings: components["schemas"]["Closing"][];
            parts: components["schemas"]["Part"][];
        };
        /** @description a target's name */
        TargetName: {
            id: string;
            label: string;
        };
        /** @description what a figure is made of */
        FigurePage: {
            at: components["schemas"]["At"];
            ledger: components["schemas"]["LedgerName"];
            metric: string;
            label: string;
            note: string;
            /** @enum {string} */
            account: "ledger" | "official";
            account_word: string;
            zone: components["schemas"]["Named"] | null;
            period: string;
            slice: string | null;
            slice_words?: string | null;
            target: components["schemas"]["TargetName"] | null;
            figure: components["schemas"]["Figure"];
            definition: components["schemas"]["Definition"];
            parts: components["schemas"]["Part"][];
            items: components["schemas"]["Contribution"][];
            next: string | null;
            total: number;
            sum: components["schemas"]["Figure"];
        };
        /** @description a column */
        Column: {
            name: string;
            label: string;
            type: string;
            unit: string;
        };
        /** @description a cell */
        Cell: {
            shown: string;
            record?: components["schemas"]["RecordName"] | null;
        };
        /** @description a stage */
        StageName: {
            name: string;
            label: string;
        };
        /** @enum {string} */
        Light: "off" | "runs" | "waits" | "soon" | "due" | "overdue" | "in_time" | "late";
        /** @description a clock: since when, until when, its light and why */
        Clock: {
            clock: string;
            label: string;
            light: components["schemas"]["Light"];
            light_word: string;
            since: string | null;
            due: string | null;
            stopped: string | null;
            left: number | null;
            paused: number;
            reason: string;
            holder: components["schemas"]["RecordName"] | null;
            stands_with: components["schemas"]["RecordName"] | null;
        };
        /** @description a record whose clock runs */
        DayLine: {
            record: components["schemas"]["RecordName"];
            stage: components["schemas"]["StageName"] | null;
            stage_days: number | null;
            clock: components["schemas"]["Clock"];
        };
        /** @description a record that changed since yesterday */
        DayChange: {
            record: components["schemas"]["RecordName"];
            entry: number;
            recorded: string;
            act: string;
            act_word: string;
            stage: components["schemas"]["StageName"] | null;
            author: components["schemas"]["RecordName"] | null;
            entries: number;
        };
        /** @description how many of each light */
        DayCounts: {
            overdue: number;
            due: number;
            soon: number;
            runs: number;
            waits: number;
            all: number;
        };
        /** @description a day's work */
        Day: {
            at: components["schemas"]["At"];
            person: components["schemas"]["RecordName"] | null;
            counts: components["schemas"]["DayCounts"];
            items: components["schemas"]["DayLine"][];
            changes: components["schemas"]["DayChange"][];
        };
        /** @description a record as a row */
        RecordRow: {
            id: string;
            title: string;
            stage: components["schemas"]["StageName"] | null;
            day: string | null;
            cells: components["schemas"]["Cell"][];
            days: number | null;
            clock: components["schemas"]["Clock"] | null;
        };
        /** @description a column's total */
        Total: {
            name: string;
            shown: string;
            unit: string;
        };
        /** @description a group of rows */
        Group: {
            value: string;
            shown: string;
            count: number;
            totals: components["schemas"]["Total"][];
        };
        /** @description a list of records */
        RecordList: {
            at: components["schemas"]["At"];
            kind: string;
            kind_label: string;
            columns: components["schemas"]["Column"][];
            items: components["schemas"]["RecordRow"][];
            next: string | null;
            total?: number;
            totals?: components["schemas"]["Total"][];
            groups?: components["schemas"]["Group"][];
        };
        /** @description a file of proof */
        EvidenceFile: {
            name: string;
            media_type: string;
            hash: string;
            size: number;
            entry?: number;
            erased: boolean;
            paper: boolean;
        };
        /** @description a field of a record */
        RecordField: {
            name: string;
            label: string;
            type: string;
            shown: string;
            unit: string;
            input: string;
            record: components["schemas"]["RecordName"] | null;
            rolled: boolean;
        };
        /** @description a stage of a record */
        RecordStage: {
            name: string;
            label: string;
            date: string | null;
            entry: number | null;
            current: boolean;
            ends: boolean;
        };
        /** @description the members of a list */
        Members: {
            field: string;
            label: string;
            items: components["schemas"]["RecordName"][];
            total: number;
        };
        /** @description a metric's name */
        MetricName: {
            metric: string;
            label: string;
        };
        /** @description a record */
        RecordPage: {
            at: components["schemas"]["At"];
            ledger: components["schemas"]["LedgerName"];
            kind: string;
            kind_label: string;
            id: string;
            title: string;
            version: number;
            deleted: boolean;
            fields: components["schemas"]["RecordField"][];
            stages: components["schemas"]["RecordStage"][];
            clocks: components["schemas"]["Clock"][];
            history: components["schemas"]["HistoryLine"][];
            history_total: number;
            evidence: components["schemas"]["EvidenceFile"][];
            members: components["schemas"]["Members"][];
            feeds: components["schemas"]["MetricName"][];
        };
        /** @description a stage that was reached */
        Stage: {
            stage: string;
            effective: string;
        };
        /** @description a file of proof; without upload it is paper kept elsewhere */
        Proof: {
            name: string;
            upload?: string;
            media_type?: string;
        };
        /** @description an entry to be appended */
        Draft: {
            /** @enum {string} */
            act: "add" | "change" | "correct" | "stage" | "unstage" | "enlist" | "delist" | "delete" | "evidence";
            kind: string;
            record?: string;
            fields?: {
                [key: string]: unknown;
            };
            effective?: string | null;
            stage?: string | null;
            stages?: components["schemas"]["Stage"][];
            evidence?: components["schemas"]["Proof"][];
            member_field?: string | null;
            member?: string;
            reason?: string | null;
            source?: string | null;
            seen?: number | null;
        };
        /** @description entries to be appended together */
        Drafts: {
            entries: components["schemas"]["Draft"][];
        };
        /** @description a receipt */
        Receipt: {
            entry: number;
            kind: string;
            record: string;
            version: number;
            recorded: string;
        };
        /** @description receipts */
        Receipts: {
            entries: components["schemas"]["Receipt"][];
            position: number;
        };
        /** @description an uploaded file */
        Upload: {
            upload: string;
            hash_kind: string;
            size: number;
        };
        /** @description what a value would be */
        CheckedField: {
            name: string;
            good: boolean;
            shown?: string;
            unit?: string;
            input?: string;
            code?: string;
            message?: string;
        };
        /** @description what the values would be */
        Checked: {
            kind: string;
            fields: components["schemas"]["CheckedField"][];
            alike: components["schemas"]["RecordName"][];
        };
        /** @description an entry's line */
        EntryLine: {
            position: number;
            recorded: string;
            act: string;
            act_word: string;
            kind: string;
            kind_label: string;
            record: components["schemas"]["RecordName"] | null;
            effective: string | null;
            author: string;
            source: string;
            reason: string;
            summary: string;
            evidence: number;
        };
        /** @description entries */
        EntryList: {
            items: components["schemas"]["EntryLine"][];
            next: number | null;
        };
        /** @description a change */
        FieldChange: {
            label: string;
            before: string;
            after: string;
        };
        /** @description a figure that moved */
        Moved: {
            metric: string;
            label: string;
            zone: components["schemas"]["Named"] | null;
            day: string;
            delta: components["schemas"]["Figure"];
        };
        /** @description an entry */
        EntryPage: {
            position: number;
            recorded: string;
            act: string;
            act_word: string;
            kind: string;
            kind_label: string;
            record: components["schemas"]["RecordName"] | null;
            effective: string | null;
            author: string;
            source: string;
            reason: string;
            summary: string;
            evidence: number;
            hash: string;
            hash_kind: string;
            previous_hash: string;
            body: string;
            changes: components["schemas"]["FieldChange"][];
            moved: components["schemas"]["Moved"][];
            evidence_files: components["schemas"]["EvidenceFile"][];
            previous: number | null;
            next: number | null;
        };
        /** @description an undertaking */
        Undertaking: {
            id: string;
            quote: string;
            zone: components["schemas"]["Named"] | null;
            period: string;
            section: string;
            plan: components["schemas"]["PlanName"] | null;
            owner: components["schemas"]["Named"] | null;
            state: string;
            state_word: string;
            due: string | null;
        };
        /** @description undertakings */
        UndertakingList: {
            at: components["schemas"]["At"];
            items: components["schemas"]["Undertaking"][];
            next: string | null;
            total?: number;
        };
        /** @description a choice */
        Choice: {
            code: string;
            label: string;
        };
        /** @description a field of a kind */
        KindField: {
            name: string;
            label: string;
            type: string;
            unit: string;
            required: boolean;
            filter: boolean;
            unique: boolean;
            personal: boolean;
            rolled: boolean;
            key: boolean;
            help: string;
            to: string;
            table: string;
            choices?: components["schemas"]["Choice"][];
        };
        /** @description a stage of a kind */
        KindStage: {
            name: string;
            label: string;
            evidence: string[];
            evidence_label: string;
            after: string[];
            ends: boolean;
            reason: boolean;
            track: string;
        };
        /** @description a kind of record */
        Kind: {
            name: string;
            label: string;
            help: string;
            count: number;
            title: string;
            zone: string;
            fields: components["schemas"]["KindField"][];
            stages: components["schemas"]["KindStage"][];
            import: boolean;
        };
        /** @description kinds */
        KindList: {
            items: components["schemas"]["Kind"][];
        };
        /** @description metrics */
        DefinitionList: {
            items: components["schemas"]["Definition"][];
        };
        /** @description a section of a plan */
        Section: {
            heading: string;
            topic: string;
            start: number;
        };
        /** @description a statement with a figure */
        Statement: {
            index: number;
            quote: string;
            start: number;
            end: number;
            number: string;
            num_start: number;
            value: number;
            value_max: number | null;
            unit: string;
            op: string;
            kind: string;
            measure: string;
            event: string | null;
            subject: string | null;
            scope: string | null;
            period: string | null;
            examples: string[];
            line: number;
            section: string;
            doubtful: boolean;
            doubt: string;
            shown: string;
            shown_unit: string;
        };
        /** @description the target that it became */
        Aimed: {
            id: string;
            state: components["schemas"]["State"];
            state_word: string;
            figure: components["schemas"]["Figure"] | null;
        };
        /** @description what a statement would become */
        Proposal: {
            statement: number;
            /** @enum {string} */
            become: "target" | "reported";
            label: string;
            metric: string | null;
            metric_label: string | null;
            zone: components["schemas"]["MayBeNamed"] | null;
            park: components["schemas"]["MayBeNamed"] | null;
            slice: string | null;
            slice_words?: string | null;
            period: string | null;
            bound: components["schemas"]["Bound"] | null;
            list?: string | null;
            tied: boolean;
            reason: string;
            question: string | null;
            target: components["schemas"]["Aimed"] | null;
        };
        /** @description an undertaking of a plan */
        PlanDuty: {
            index: number;
            id?: string;
            quote: string;
            start: number;
            end: number;
            scope: string | null;
            period: string | null;
            line: number;
            section: string;
        };
        /** @description a number that is no target */
        PlanFigure: {
            text: string;
            start: number;
            end: number;
            line: number;
            why: string;
            why_word: string;
        };
        /** @description a stretch of the text */
        Span: {
            start: number;
            end: number;
        };
        /** @description a zone that would be made */
        ZoneToMake: {
            name: string;
            type: string;
            parent: string | null;
        };
        /** @description a list that would be made */
        ListToMake: {
            code: string;
            name: string;
            purpose: string;
            size: number;
        };
        /** @description how many of each */
        PlanCounts: {
            statements: number;
            targets: number;
            tied: number;
            untied: number;
            reported: number;
            undertakings: number;
            unknown_figures: number;
        };
        /** @description the adopted plan */
        PlanKept: {
            id: string;
            title: string;
            year: number;
            entry: number;
            recorded: string;
        };
        /** @description a plan as it was read */
        PlanReading: {
            name: string;
            title: string;
            year: number;
            text: string;
            code_points: number;
            sections: components["schemas"]["Section"][];
            statements: components["schemas"]["Statement"][];
            undertakings: components["schemas"]["PlanDuty"][];
            figures: components["schemas"]["PlanFigure"][];
            furniture: components["schemas"]["Span"][];
            proposals: components["schemas"]["Proposal"][];
            zones_to_make: components["schemas"]["ZoneToMake"][];
            lists_to_make?: components["schemas"]["ListToMake"][];
            counts: components["schemas"]["PlanCounts"];
            adopted: string | null;
            plan?: components["schemas"]["PlanKept"];
            at?: components["schemas"]["At"];
        };
        /** @description what adoption made */
        Adopted: {
            plan: string;
            targets: number;
            grey: number;
            undertakings: number;
            reported: number;
            zones_made: number;
            lists_made?: number;
            position: number;
        };
        /** @description a plan's line */
        PlanLine: {
            id: string;
            title: string;
            year: number;
            name: string;
            entry: number;
            recorded: string;
            targets: number;
            undertakings: number;
        };
        /** @description plans */
        PlanList: {
            items: components["schemas"]["PlanLine"][];
            next?: string | null;
        };
        /** @description a column of the sheet */
        ImportColumn: {
            header: string;
            field: string | null;
            label: string;
        };
        /** @description a row that would be written */
        ImportSample: {
            row: number;
            act: string;
            title: string;
        };
        /** @description a row that is wrong */
        ImportBad: {
            row: number;
            column: string;
            cell: string;
            code: string;
            message: string;
        };
        /** @description what an import did */
        ImportAnswer: {
            kind: string;
            name: string;
            rows: number;
            added: number;
            changed: number;
            unchanged: number;
            refused: number;
            columns: components["schemas"]["ImportColumn"][];
            sample: components["schemas"]["ImportSample"][];
            bad: components["schemas"]["ImportBad"][];
            bad_total: number;
            bad_workbook: string | null;
            written: boolean;
            position: number;
        };
        /** @description the rule in force of a class or policy */
        Policy: {
            policy: string;
            file: string;
            family: string;
            source: string;
            note: string;
            from: string | null;
            to: string | null;
            invented: boolean;
            decision: string;
        };
        /** @description the rules in force */
        Policies: {
            at: components["schemas"]["At"];
            policies: components["schemas"]["Policy"][];
        };
        /** @description how far one fact would have to move */
        AnswerChange: {
            input: string;
            from: unknown;
            to: unknown;
            by?: unknown;
        };
        /** @description a cell that does not hold, and what would make it */
        AnswerStep: {
            column: string;
            test: string;
            value: unknown;
            missing: boolean;
            changes: components["schemas"]["AnswerChange"][];
        };
        /** @description a rule that would give another answer */
        AnswerWay: {
            rule: number;
            outcome: unknown;
            steps: components["schemas"]["AnswerStep"][];
        };
        /** @description what a policy says of a record */
        Answer: {
            policy: components["schemas"]["Policy"];
            /** @enum {string} */
            answer: "yes" | "no" | "missing" | "class";
            value: unknown;
            hits: number[];
            missing: string[];
            ways: components["schemas"]["AnswerWay"][];
        };
        /** @description where a record stands with all policies */
        Ladder: {
            at: components["schemas"]["At"];
            title: string;
            answers: components["schemas"]["Answer"][];
        };
        /** @description how many stand where */
        PolicyCounts: {
            in: number;
            losing: number;
            near: number;
            missing: number;
            out: number;
        };
        /** @description where a record stands with a policy */
        PolicyRow: {
            record: number;
            title: string;
            /** @enum {string} */
            standing: "in" | "losing" | "near" | "missing" | "out";
            answer: components["schemas"]["Answer"];
        };
        /** @description who stands where with a policy */
        PolicyRows: {
            at: components["schemas"]["At"];
            policy: components["schemas"]["Policy"];
            counts: components["schemas"]["PolicyCounts"];
            rows: components["schemas"]["PolicyRow"][];
            more: number;
        };
        /** @description a rule of a table */
        TableRule: {
            cells: string[];
            outputs: string[];
            note: string;
        };
        /** @description a table as drawn */
        TableDrawn: {
            hit_policy: string;
            columns: string[];
            outputs: string[];
            rules: components["schemas"]["TableRule"][];
        };
        /** @description the table of a policy */
        PolicyTable: {
            at: components["schemas"]["At"];
            policy: components["schemas"]["Policy"];
            table: components["schemas"]["TableDrawn"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Figure = components['schemas']['Figure'];
export type Bound = components['schemas']['Bound'];
export type Named = components['schemas']['Named'];
export type MayBeNamed = components['schemas']['MayBeNamed'];
export type At = components['schemas']['At'];
export type LedgerName = components['schemas']['LedgerName'];
export type Problem = components['schemas']['Problem'];
export type Zone = components['schemas']['Zone'];
export type SessionLedger = components['schemas']['SessionLedger'];
export type SessionDefault = components['schemas']['SessionDefault'];
export type Session = components['schemas']['Session'];
export type Health = components['schemas']['Health'];
export type Held = components['schemas']['Held'];
export type Eyes = components['schemas']['Eyes'];
export type Account = components['schemas']['Account'];
export type ApiToken = components['schemas']['ApiToken'];
export type AccountPage = components['schemas']['AccountPage'];
export type Done = components['schemas']['Done'];
export type SignIn = components['schemas']['SignIn'];
export type AccountText = components['schemas']['AccountText'];
export type NewPassword = components['schemas']['NewPassword'];
export type CodeSecret = components['schemas']['CodeSecret'];
export type CodeGiven = components['schemas']['CodeGiven'];
export type PasswordGiven = components['schemas']['PasswordGiven'];
export type NewToken = components['schemas']['NewToken'];
export type MadeToken = components['schemas']['MadeToken'];
export type NewAccount = components['schemas']['NewAccount'];
export type AccountLink = components['schemas']['AccountLink'];
export type AccountAct = components['schemas']['AccountAct'];
export type AdminAccount = components['schemas']['AdminAccount'];
export type AdminAccountList = components['schemas']['AdminAccountList'];
export type RoleRule = components['schemas']['RoleRule'];
export type Role = components['schemas']['Role'];
export type RoleList = components['schemas']['RoleList'];
export type ActLine = components['schemas']['ActLine'];
export type ActList = components['schemas']['ActList'];
export type ViewBody = components['schemas']['ViewBody'];
export type State = components['schemas']['State'];
export type Month = components['schemas']['Month'];
export type PlanName = components['schemas']['PlanName'];
export type Beside = components['schemas']['Beside'];
export type Target = components['schemas']['Target'];
export type Change = components['schemas']['Change'];
export type Revision = components['schemas']['Revision'];
export type BoardZone = components['schemas']['BoardZone'];
export type Counts = components['schemas']['Counts'];
export type Board = components['schemas']['Board'];
export type RecordName = components['schemas']['RecordName'];
export type Contribution = components['schemas']['Contribution'];
export type Definition = components['schemas']['Definition'];
export type Part = components['schemas']['Part'];
export type Path = components['schemas']['Path'];
export type HistoryLine = components['schemas']['HistoryLine'];
export type Closing = components['schemas']['Closing'];
export type Source = components['schemas']['Source'];
export type ContributionList = components['schemas']['ContributionList'];
export type Outsider = components['schemas']['Outsider'];
export type OutsiderList = components['schemas']['OutsiderList'];
export type TargetPage = components['schemas']['TargetPage'];
export type TargetName = components['schemas']['TargetName'];
export type FigurePage = components['schemas']['FigurePage'];
export type Column = components['schemas']['Column'];
export type Cell = components['schemas']['Cell'];
export type StageName = components['schemas']['StageName'];
export type Light = components['schemas']['Light'];
export type Clock = components['schemas']['Clock'];
export type DayLine = components['schemas']['DayLine'];
export type DayChange = components['schemas']['DayChange'];
export type DayCounts = components['schemas']['DayCounts'];
export type Day = components['schemas']['Day'];
export type RecordRow = components['schemas']['RecordRow'];
export type Total = components['schemas']['Total'];
export type Group = components['schemas']['Group'];
export type RecordList = components['schemas']['RecordList'];
export type EvidenceFile = components['schemas']['EvidenceFile'];
export type RecordField = components['schemas']['RecordField'];
export type RecordStage = components['schemas']['RecordStage'];
export type Members = components['schemas']['Members'];
export type MetricName = components['schemas']['MetricName'];
export type RecordPage = components['schemas']['RecordPage'];
export type Stage = components['schemas']['Stage'];
export type Proof = components['schemas']['Proof'];
export type Draft = components['schemas']['Draft'];
export type Drafts = components['schemas']['Drafts'];
export type Receipt = components['schemas']['Receipt'];
export type Receipts = components['schemas']['Receipts'];
export type Upload = components['schemas']['Upload'];
export type CheckedField = components['schemas']['CheckedField'];
export type Checked = components['schemas']['Checked'];
export type EntryLine = components['schemas']['EntryLine'];
export type EntryList = components['schemas']['EntryList'];
export type FieldChange = components['schemas']['FieldChange'];
export type Moved = components['schemas']['Moved'];
export type EntryPage = components['schemas']['EntryPage'];
export type Undertaking = components['schemas']['Undertaking'];
export type UndertakingList = components['schemas']['UndertakingList'];
export type Choice = components['schemas']['Choice'];
export type KindField = components['schemas']['KindField'];
export type KindStage = components['schemas']['KindStage'];
export type Kind = components['schemas']['Kind'];
export type KindList = components['schemas']['KindList'];
export type DefinitionList = components['schemas']['DefinitionList'];
export type Section = components['schemas']['Section'];
export type Statement = components['schemas']['Statement'];
export type Aimed = components['schemas']['Aimed'];
export type Proposal = components['schemas']['Proposal'];
export type PlanDuty = components['schemas']['PlanDuty'];
export type PlanFigure = components['schemas']['PlanFigure'];
export type Span = components['schemas']['Span'];
export type ZoneToMake = components['schemas']['ZoneToMake'];
export type ListToMake = components['schemas']['ListToMake'];
export type PlanCounts = components['schemas']['PlanCounts'];
export type PlanKept = components['schemas']['PlanKept'];
export type PlanReading = components['schemas']['PlanReading'];
export type Adopted = components['schemas']['Adopted'];
export type PlanLine = components['schemas']['PlanLine'];
export type PlanList = components['schemas']['PlanList'];
export type ImportColumn = components['schemas']['ImportColumn'];
export type ImportSample = components['schemas']['ImportSample'];
export type ImportBad = components['schemas']['ImportBad'];
export type ImportAnswer = components['schemas']['ImportAnswer'];
export type Policy = components['schemas']['Policy'];
export type Policies = components['schemas']['Policies'];
export type AnswerChange = components['schemas']['AnswerChange'];
export type AnswerStep = components['schemas']['AnswerStep'];
export type AnswerWay = components['schemas']['AnswerWay'];
export type Answer = components['schemas']['Answer'];
export type Ladder = components['schemas']['Ladder'];
export type PolicyCounts = components['schemas']['PolicyCounts'];
export type PolicyRow = components['schemas']['PolicyRow'];
export type PolicyRows = components['schemas']['PolicyRows'];
export type TableRule = components['schemas']['TableRule'];
export type TableDrawn = components['schemas']['TableDrawn'];
export type PolicyTable = components['schemas']['PolicyTable'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
