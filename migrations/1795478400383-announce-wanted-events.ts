import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An event of an organization without webhooks is done with as it is recorded: it wakes no worker, and later webhooks never get it. */
export class AnnounceWantedEvents1795478400383 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION public.settle_unwanted_event() RETURNS trigger
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          NEW.is_spread := NEW.is_spread OR NOT EXISTS (
            SELECT FROM public.webhooks w WHERE w.org_id = NEW.org_id AND w.deleted_at IS NULL);
          RETURN NEW;
        END $$;
      CREATE TRIGGER settle_unwanted_event BEFORE INSERT ON public.events FOR EACH ROW
        EXECUTE FUNCTION public.settle_unwanted_event();

      CREATE OR REPLACE FUNCTION public.announce_events() RETURNS trigger
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          IF EXISTS (SELECT FROM added WHERE NOT is_spread) THEN
            PERFORM pg_notify('quality_gate_changes', 'work:deliveries');
          END IF;
          RETURN NULL;
        END $$;
      DROP TRIGGER announce_events ON public.events;
      CREATE TRIGGER announce_events AFTER INSERT ON public.events REFERENCING NEW TABLE AS added FOR EACH STATEMENT
        EXECUTE FUNCTION public.announce_events();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER settle_unwanted_event ON public.events;
      DROP FUNCTION public.settle_unwanted_event();
      DROP TRIGGER announce_events ON public.events;
      CREATE OR REPLACE FUNCTION public.announce_events() RETURNS trigger
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          PERFORM pg_notify('quality_gate_changes', 'work:deliveries');
          RETURN NULL;
        END $$;
      CREATE TRIGGER announce_events AFTER INSERT ON public.events FOR EACH STATEMENT
        EXECUTE FUNCTION public.announce_events();
    `);
  }
}
